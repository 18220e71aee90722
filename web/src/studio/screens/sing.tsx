// The song, its words, and the fan's voice.

import { useEffect, useState } from "preact/hooks";

import type { Ending } from "../../recording";
import { useWords } from "../../words";
import { LevelMeter, useLevel } from "../parts/level";
import { Screen } from "../parts/screen";
import { Stage } from "../parts/stage";
import { SongWords } from "../parts/karaoke";
import { useRun } from "../use_run";
import { useStudio } from "../use_studio";

// In a take the guide voice stays in the background, or fans sing to it rather than to the song.
const guideInRehearsal = 0.8;
const guideInTake = 0.35;

export function Sing() {
  const t = useWords();
  const { sound, takes, memory, choose, go } = useStudio();
  const [rehearsed, setRehearsed] = useState(false);
  const { level, word } = useLevel(sound.microphone);

  const onEnd = ({ take, problem }: Ending) => {
    if (take) {
      sound.turnOff(); // iPhones play quietly while they listen
      takes.keep(take);
      go("review", { take: "kept", microphone: "off" });
    } else if (problem) takes.refuse(problem.code);
    else setRehearsed(true);
  };
  const run = useRun(sound, onEnd);
  const { performance } = run;
  const recording = performance?.recording ?? false;

  // The microphone went away. In mid-take the ending comes first, with what was sung so far.
  useEffect(() => {
    if (sound.problem && !performance) go("check", { microphone: "off" });
  }, [sound.problem, performance]);

  const start = (record: boolean) => {
    takes.refuse(null);
    const gain = !memory.guide ? 0 : record ? guideInTake : guideInRehearsal;
    void run.begin(record ? sound.microphone : null, gain);
  };
  const guide = (wanted: boolean) => {
    choose({ guide: wanted });
    performance?.setGuideGain(!wanted ? 0 : recording ? guideInTake : guideInRehearsal);
  };

  const refusal = takes.problem && t(`studio.take.${takes.problem}`);
  return (
    <Screen
      name={performance ? "sing singing" : "sing"}
      title={t("studio.sing.title")}
      lead={rehearsed ? t("studio.sing.rehearsed") : t("studio.sing.lead")}
      scene={<Stage performance={performance} level={level} />}
    >
      <p class={refusal ? "note problem" : "unseen"} role="alert">
        {refusal ?? ""}
      </p>
      {performance && <LevelMeter level={level} word={word} />}
      <div class="actions">
        {performance ? (
          <>
            <button type="button" class="button big stop" onClick={run.finish}>
              {t(recording ? "studio.sing.finish" : "studio.sing.stop")}
            </button>
            <button type="button" class="plain" onClick={() => start(recording)}>
              {t("studio.sing.restart")}
            </button>
          </>
        ) : (
          <>
            <button
              type="button"
              class="button big record"
              aria-disabled={run.starting}
              onClick={() => start(true)}
            >
              {t("studio.sing.record")}
            </button>
            <button type="button" class="plain" aria-disabled={run.starting} onClick={() => start(false)}>
              {t("studio.sing.rehearse")}
            </button>
          </>
        )}
      </div>
      <label class="consent guide">
        <input type="checkbox" checked={memory.guide} onChange={(e) => guide(e.currentTarget.checked)} />
        <span>{t("studio.sing.guide")}</span>
      </label>
      <SongState />
    </Screen>
  );
}

/** The song on its way, or its words. */
export function SongState() {
  const t = useWords();
  const { sound } = useStudio();
  if (sound.song)
    return (
      <details class="song-text">
        <summary>{t("studio.sing.lyrics")}</summary>
        <SongWords lyrics={sound.song.lyrics} />
      </details>
    );
  return (
    <p class="quiet" role="status">
      {sound.songState === "failed" ? (
        <>
          {t("studio.sing.song_failed")}{" "}
          <button type="button" class="link" onClick={() => void sound.fetchSong()}>
            {t("studio.sing.song_again")}
          </button>
        </>
      ) : (
        sound.songState === "loading" && t("studio.sing.loading")
      )}
    </p>
  );
}
