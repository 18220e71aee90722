// Listening: voice and song mixed, the timing shifted, then kept or sung again.

import { useEffect, useRef, useState } from "preact/hooks";

import { limits, mix, type Take, withNudge } from "../../recording";
import { useWords } from "../../words";
import { Undecoded } from "../later";
import { RecordingConsent } from "../parts/consent";
import { Screen } from "../parts/screen";
import { Slider } from "../parts/slider";
import { Waveform } from "../parts/waveform";
import { useReview } from "../use_review";
import { useStudio } from "../use_studio";

export function Review() {
  const { takes } = useStudio();
  return takes.draft ? <UnderReview take={takes.draft} /> : <Given />;
}

const ways = ["earlier", "on time", "later"];

function useAgain() {
  const { sound, memory, go, progress } = useStudio();
  return async () => {
    if (progress.microphone === "none") return go("sing");
    go("check", { microphone: "off" }); // where the browser's question is explained
    const microphone = await sound.turnOn(memory.headphones);
    if (microphone) go("sing", { microphone: "live" });
  };
}

function UnderReview({ take }: { take: Take }) {
  const t = useWords();
  const { page, memory, takes, choose, go, sound } = useStudio();
  const [nudge, setNudge] = useState(take.timing.nudge_seconds);
  const [missing, setMissing] = useState(false);
  const review = useReview(sound, take);
  const again = useAgain();

  const accept = async () => {
    if (!memory.consent) {
      setMissing(true);
      document.getElementById("consent-recording")?.focus();
      return;
    }
    review.close();
    await takes.give(withNudge(take, nudge), page.wordings.recording ?? page.campaign.consent);
    choose({ given: true });
    go("cover", { take: "given" });
  };

  const shift = (ms: number) => {
    setNudge(ms / 1000);
    review.opened?.setNudge(ms / 1000);
  };
  const isMixed = take.tier !== "C";
  return (
    <Screen
      name="review"
      title={t("studio.review.title")}
      lead={t("studio.review.lead")}
      scene={<Player review={review} take={take} />}
    >
      {take.timing.clipped && <p class="note">{t("studio.review.clipped")}</p>}
      {take.timing.interrupted && <p class="note">{t("studio.review.interrupted")}</p>}
      {isMixed && (
        <div class="mix">
          <Slider
            label={t("studio.review.voice")}
            value={100 * mix.voice}
            onValue={(percent) => review.opened?.setVoiceGain(percent / 100)}
          />
          <Slider
            label={t("studio.review.song")}
            value={100 * mix.backing}
            onValue={(percent) => review.opened?.setBackingGain(percent / 100)}
          />
          <Slider
            label={t("studio.review.nudge")}
            hint={t("studio.review.nudge_hint")}
            least={-1000 * limits.nudgeSeconds}
            most={1000 * limits.nudgeSeconds}
            step={10}
            value={Math.round(nudge * 1000)}
            said={(ms) => t("studio.review.nudge_by", { ms: Math.abs(ms), way: ways[1 + Math.sign(ms)]! })}
            onValue={shift}
          />
        </div>
      )}
      <RecordingConsent missing={missing && !memory.consent} />
      <div class="actions">
        <button type="button" class="button big" onClick={() => void accept()}>
          {t("studio.review.accept")}
        </button>
        <button type="button" class="plain" onClick={() => void again()}>
          {t("studio.review.retake")}
        </button>
      </div>
    </Screen>
  );
}

function Player({ review, take }: { review: ReturnType<typeof useReview>; take: Take }) {
  const t = useWords();
  const { opened, playing } = review;
  const seek = useRef<HTMLInputElement>(null);
  const length = opened?.durationSeconds ?? take.durationSeconds ?? 0;
  useEffect(() => {
    if (!playing || !opened) return;
    const timer = setInterval(() => {
      if (seek.current) seek.current.value = String(opened.position());
    }, 100);
    return () => clearInterval(timer);
  }, [playing, opened]);

  if (opened && !opened.decoded) return <Undecoded take={take} />;
  const share = () => (opened && length ? Math.max(0, opened.position()) / length : 0);
  const peaks = opened ? opened.voicePeaks(slots) : [];
  return (
    <div class="player">
      <button type="button" class={`play ${playing ? "playing" : ""}`} onClick={() => void review.toggle()}>
        <span class="unseen">{t(playing ? "studio.review.pause" : "studio.review.play")}</span>
      </button>
      <div class="track">
        <Waveform peaks={() => peaks} slots={slots} progress={share} moving={playing} />
        <input
          ref={seek}
          type="range"
          min="0"
          max={length}
          step="0.1"
          value="0"
          disabled={!opened}
          aria-label={t("studio.review.position")}
          aria-valuetext={t("studio.review.time", { seconds: Math.round(opened?.position() ?? 0) })}
          onInput={(e) => review.seek(e.currentTarget.valueAsNumber)}
        />
      </div>
    </div>
  );
}

const slots = 240;

/** The take is on its way or arrived: there is nothing to hear here any more. */
function Given() {
  const t = useWords();
  const { next } = useStudio();
  const again = useAgain();
  return (
    <Screen name="given" title={t("studio.review.given_title")} lead={t("studio.review.given_lead")}>
      <div class="actions">
        <button type="button" class="button big" onClick={() => next()}>
          {t("studio.review.to_cover")}
        </button>
        <button type="button" class="plain" onClick={() => void again()}>
          {t("studio.review.another")}
        </button>
      </div>
    </Screen>
  );
}
