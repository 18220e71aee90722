// The name for the cover, judged by the server's own rules while it is typed.

import { judgeName, limits } from "../../generated/rules.mjs";
import { useWords } from "../words";

const segmenter =
  typeof Intl !== "undefined" && "Segmenter" in Intl ? new Intl.Segmenter() : undefined;

function graphemes(text: string): number {
  return segmenter ? [...segmenter.segment(text)].length : [...text].length;
}

/** The code of the first rule that the name breaks; null when it may be printed. */
export function nameProblem(name: string): string | null {
  return judgeName(name).code ?? null;
}

interface Props {
  name: string;
  onName: (name: string) => void;
  /** Shown in place of what the rules say, e.g. the server's refusal. */
  problem: string | null;
}

export function NameField({ name, onName, problem }: Props) {
  const t = useWords();
  const limit = limits.name_graphemes_max;
  const code = name.trim() ? nameProblem(name) : null;
  const words = problem ?? (code && t(`problems.${code}`, { limit }));
  const left = limit - graphemes(name.trim());
  return (
    <div class="field">
      <label for="name">{t("studio.name.label")}</label>
      <input
        id="name"
        name="name"
        type="text"
        dir="auto"
        autocomplete="name"
        autocapitalize="words"
        spellcheck={false}
        enterkeyhint="done"
        value={name}
        aria-invalid={words ? "true" : undefined}
        aria-describedby="name-words"
        onInput={(e) => onName(e.currentTarget.value)}
      />
      <p id="name-words" class={words ? "problem" : "quiet"} role={words ? "alert" : undefined}>
        {words || (left <= 10 ? t("studio.name.left", { count: left }) : t("studio.name.hint", { limit }))}
      </p>
    </div>
  );
}
