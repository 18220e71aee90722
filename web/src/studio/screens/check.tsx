// Does the microphone hear the fan, and does it hear the song as well?

import { useEffect, useState } from "preact/hooks";

import { useWords } from "../../words";
import { MicProblemPanel } from "../later";
import { LevelMeter, useLevel } from "../parts/level";
import { Screen } from "../parts/screen";
import { VoiceRings } from "../parts/voice_rings";
import { useStudio } from "../use_studio";

export function Check() {
  const t = useWords();
  const { sound, memory } = useStudio();
  const { level, word } = useLevel(sound.microphone);
  const listen = () => ({
    level: level.current?.meter ?? 0,
    loud: level.current?.word === "loud",
    progress: null,
  });
  const stage = sound.microphone ? "on" : sound.asking ? "asking" : sound.problem ? "problem" : "off";
  return (
    <Screen
      name="check"
      title={t(`studio.check.title.${stage}`)}
      lead={stage === "problem" ? undefined : t(`studio.check.lead.${stage}`)}
      scene={<VoiceRings listen={listen} />}
    >
      {stage === "problem" && <MicProblemPanel code={sound.problem!} />}
      {stage === "off" && (
        <div class="actions">
          <button type="button" class="button big" onClick={() => void sound.turnOn(memory.headphones)}>
            {t("studio.welcome.start")}
          </button>
        </div>
      )}
      {stage === "on" && (
        <>
          <LevelMeter level={level} word={word} />
          <Ears />
        </>
      )}
    </Screen>
  );
}

const ears = [true, false];

/** Headphones or not: it decides what the browser does to the sound. */
function Ears() {
  const t = useWords();
  const { sound, memory, choose, next } = useStudio();
  const [chirping, setChirping] = useState(false);
  useEffect(() => void sound.fetchSong(), []);

  const chirp = async () => {
    setChirping(true);
    await sound.chirp();
    setChirping(false);
  };
  const goOn = async () => {
    const microphone = await sound.turnOn(memory.headphones);
    if (microphone) next({ microphone: "live" });
  };
  const heard = sound.calibration && (sound.calibration.heardSpeaker ? "heard" : "unheard");
  return (
    <>
      <fieldset class="ears">
        <legend>{t("studio.check.ears")}</legend>
        {ears.map((headphones) => (
          <label key={String(headphones)} class="choice">
            <input
              type="radio"
              name="ears"
              checked={memory.headphones === headphones}
              onChange={() => choose({ headphones })}
            />
            <span>
              <b>{t(headphones ? "studio.check.headphones" : "studio.check.speaker")}</b>
              {t(headphones ? "studio.check.headphones_note" : "studio.check.speaker_note")}
            </span>
          </label>
        ))}
      </fieldset>
      <p class="row chirp">
        <button type="button" class="plain" aria-disabled={chirping} onClick={() => !chirping && void chirp()}>
          {t(chirping ? "studio.check.chirp_busy" : "studio.check.chirp")}
        </button>
        <span class="quiet" role="status">
          {heard && !chirping ? t(`studio.check.chirp_${heard}`) : ""}
        </span>
      </p>
      {sound.microphone?.bluetooth && <p class="note">{t("studio.check.bluetooth")}</p>}
      <div class="actions">
        <button type="button" class="button big" onClick={() => void goOn()}>
          {t("studio.check.next")}
        </button>
      </div>
    </>
  );
}
