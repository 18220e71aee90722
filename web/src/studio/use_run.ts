// One run through the song, rehearsed or recorded: from the click to what came of it.

import { useEffect, useRef, useState } from "preact/hooks";

import { type Ending, type Microphone, MicProblem, perform, type Performance } from "../recording";
import type { Sound } from "./use_sound";

export interface Run {
  performance: Performance | null;
  starting: boolean;
  begin: (microphone: Microphone | null, guideGain: number) => Promise<void>;
  /** Ends it; what was recorded so far is kept. */
  finish: () => void;
  /** Ends it and forgets it. */
  abandon: () => void;
}

// Felt, where the device can: one short knock for each beat of the count-in.
const knockMs = 25;

function knock(performance: Performance): () => void {
  if (typeof navigator.vibrate !== "function") return () => undefined;
  let felt = -Infinity;
  const timer = setInterval(() => {
    const beat = performance.beat();
    if (beat > felt && beat < 0) navigator.vibrate(knockMs);
    felt = Math.max(felt, beat);
    if (beat >= 0) clearInterval(timer);
  }, 20);
  return () => clearInterval(timer);
}

export function useRun(sound: Sound, onEnd: (ending: Ending) => void): Run {
  const [performance, setPerformance] = useState<Performance | null>(null);
  const [starting, setStarting] = useState(false);
  const running = useRef<Performance | null>(null);
  const left = useRef(false);
  const tell = useRef(onEnd);
  tell.current = onEnd;

  const abandon = () => {
    const ended = running.current;
    running.current = null;
    setPerformance(null);
    ended?.stop();
  };

  // Whoever goes back in mid-song, or before it began, has left it.
  useEffect(
    () => () => {
      left.current = true;
      abandon();
    },
    [],
  );

  const begin = async (microphone: Microphone | null, guideGain: number) => {
    if (starting) return;
    abandon();
    setStarting(true);
    try {
      const booth = sound.booth();
      await booth.wake();
      const song = await sound.fetchSong();
      if (!song) return;
      const begun = await perform(booth, song, {
        microphone: microphone ?? undefined,
        calibration: sound.calibration ?? undefined,
        guideGain,
      });
      if (left.current) return begun.stop();
      running.current = begun;
      setPerformance(begun);
      scrollTo(0, 0); // the stage is a screen of its own
      const still = knock(begun);
      void begun.ended.then((ending) => {
        still();
        if (running.current !== begun) return; // abandoned
        running.current = null;
        setPerformance(null);
        tell.current(ending);
      });
    } catch (failure) {
      if (!(failure instanceof MicProblem)) throw failure;
      sound.fail(failure.code);
    } finally {
      setStarting(false);
    }
  };

  const finish = () => running.current?.stop();
  return { performance, starting, begin, finish, abandon };
}
