// How loud it is, as a bar and in words.

import { useEffect, useRef, useState } from "preact/hooks";

import type { Level, LevelWord, Microphone } from "../../recording";
import { useWords } from "../../words";

/** The level of the moment without drawing the page anew; and its word, which changes seldom. */
export function useLevel(microphone: Pick<Microphone, "onLevel"> | null) {
  const level = useRef<Level | null>(null);
  const [word, setWord] = useState<LevelWord | null>(null);
  useEffect(() => {
    level.current = null;
    setWord(null);
    return microphone?.onLevel((now) => {
      level.current = now;
      setWord(now.word);
    });
  }, [microphone]);
  return { level, word };
}

interface Props {
  level: { readonly current: Level | null };
  word: LevelWord | null;
}

/** A meter for eyes and for screen readers; the word is said aloud when it changes. */
export function LevelMeter({ level, word }: Props) {
  const t = useWords();
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      const percent = Math.round((level.current?.meter ?? 0) * 100);
      bar.current?.setAttribute("aria-valuenow", String(percent));
      bar.current?.style.setProperty("--level", `${percent}%`);
    }, 80);
    return () => clearInterval(timer);
  }, [level]);
  const said = word ? t(`studio.level.${word}`) : "";
  return (
    <div class={`level level-${word ?? "none"}`}>
      <div
        class="level-bar"
        role="meter"
        ref={bar}
        aria-label={t("studio.level.label")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
        aria-valuetext={said}
      />
      <p class="level-word" role="status">
        {said || " "}
      </p>
    </div>
  );
}
