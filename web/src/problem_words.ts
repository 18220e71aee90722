// A refusal in the fan's words: by its code, else by its kind.

import { limits } from "../generated/rules.mjs";
import type { Problem } from "./api";
import type { Words } from "./words";

const byStatus: Record<number, string> = {
  0: "offline",
  410: "gone",
  429: "too_many_requests",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
};

export function problemWords(t: Words, problem: Problem): string {
  const key = `problems.${problem.code}`;
  const own = t(key, { limit: limits.name_graphemes_max });
  return own !== key ? own : t(`problems.${byStatus[problem.status] ?? "other"}`);
}

/** What is said before each wait of a patient call (api.ts). */
export function waitWords(t: Words, seconds: number | null): string {
  return seconds === null ? t("studio.make.offline") : t("studio.make.waiting", { seconds });
}
