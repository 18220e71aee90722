// How far along a fan is: four grooves that fill, and the same in words.

import { useWords } from "../../words";
import { chapter, chapters, type Step } from "../steps";

export function Chapters({ step }: { step: Step }) {
  const t = useWords();
  const here = chapter(step);
  return (
    <div class="chapters">
      <p class="unseen">{t("studio.progress", { step: here, steps: chapters })}</p>
      {Array.from({ length: chapters }, (_, i) => (
        <span key={i} class={i < here ? "passed" : ""} />
      ))}
    </div>
  );
}
