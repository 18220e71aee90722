// What a fan looks at while singing: rings and countdown, the words, the voice as it is recorded.

import { useEffect, useState } from "preact/hooks";

import type { Level, Performance } from "../../recording";
import { usePage, useWords } from "../../words";
import { useStudio } from "../use_studio";
import { Karaoke } from "./karaoke";
import { VoiceRings } from "./voice_rings";
import { Waveform } from "./waveform";

const peaksEverySeconds = 0.04; // as the engine takes them

interface Props {
  performance: Performance | null;
  level: { readonly current: Level | null };
}

export function Stage({ performance, level }: Props) {
  const { language } = usePage();
  const { sound } = useStudio();
  const { song } = sound;
  const [count, seconds] = useClock(performance);
  const listen = () => {
    const now = level.current;
    const at = performance ? performance.position() / performance.song.durationSeconds : null;
    return {
      level: now?.meter ?? 0,
      loud: now?.word === "loud",
      progress: at === null ? null : Math.min(1, Math.max(0, at)),
    };
  };
  const whole = song ? (song.countInSeconds + song.durationSeconds) / peaksEverySeconds : 1;
  const shown = new Intl.NumberFormat(language).format(count || seconds);
  return (
    <div class="stage-live">
      <VoiceRings listen={listen}>
        <span class={count ? "count" : "left"} key={count}>
          {performance ? shown : ""}
        </span>
      </VoiceRings>
      <Said performance={performance} counting={count > 0} />
      {song && <Karaoke lyrics={song.lyrics} position={performance ? performance.position : null} />}
      {performance?.recording && (
        <Waveform
          peaks={() => performance.peaks}
          slots={whole}
          progress={() => performance.peaks.length / whole}
          moving
        />
      )}
    </div>
  );
}

/** Beats still to count in, and seconds still to go. */
function useClock(performance: Performance | null): [count: number, seconds: number] {
  const [clock, setClock] = useState<[number, number]>([0, 0]);
  useEffect(() => {
    if (!performance) return;
    const look = () => {
      const beat = performance.beat();
      const left = Math.ceil(performance.song.durationSeconds - Math.max(0, performance.position()));
      const now: [number, number] = [beat < 0 ? -beat : 0, Math.max(0, left)];
      setClock((old) => (old[0] === now[0] && old[1] === now[1] ? old : now));
    };
    look();
    const timer = setInterval(look, 40);
    return () => clearInterval(timer);
  }, [performance]);
  return clock;
}

/** What is going on, on the screen and aloud. */
function Said({ performance, counting }: { performance: Performance | null; counting: boolean }) {
  const t = useWords();
  const state = !performance ? null : counting ? "counting" : performance.recording ? "recording" : "rehearsing";
  return (
    <p class={`said said-${state ?? "nothing"}`} role="status">
      {state ? t(`studio.sing.state.${state}`) : ""}
    </p>
  );
}
