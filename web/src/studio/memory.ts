// What a reload must not lose: choices in localStorage, the letter's form in sessionStorage, because
// an address should not outlive the visit on a borrowed phone. Without storage all is in memory.

import type { AgeBand, Artwork } from "../api";
import { forGood, forThisVisit, keep, kept } from "../storage";

export interface Memory {
  /** The fan would rather not sing. */
  coverOnly: boolean;
  headphones: boolean;
  guide: boolean;
  /** Yes to the use of the recording, given before there is one. */
  consent: boolean;
  /** A take was accepted in this browser. */
  given: boolean;
  letterSkipped: boolean;
  team: string;
  name: string;
  /** The cover ordered last. */
  artwork: Artwork | null;
}

export interface LetterDraft {
  email: string;
  age: AgeBand | "";
  terms: boolean;
  newsletter: boolean;
  draw: boolean;
}

export const blank: Memory = {
  coverOnly: false,
  headphones: true,
  guide: true,
  consent: false,
  given: false,
  letterSkipped: false,
  team: "",
  name: "",
  artwork: null,
};

export const blankLetter: LetterDraft = { email: "", age: "", terms: false, newsletter: false, draw: false };

const place = "chant.studio";
const letterPlace = "chant.letter";

function read<T extends object>(text: string | null, otherwise: T): T {
  try {
    return { ...otherwise, ...JSON.parse(text ?? "{}") };
  } catch {
    return otherwise;
  }
}

export const recall = () => read(kept(forGood, place), blank);
export const recallLetter = () => read(kept(forThisVisit, letterPlace), blankLetter);
/** False where the browser lends no storage. */
export const remember = (memory: Memory) => keep(forGood, place, JSON.stringify(memory));
export const rememberLetter = (draft: LetterDraft) => keep(forThisVisit, letterPlace, JSON.stringify(draft));

/** After an erase, or for the next visitor of a shared screen. */
export function forgetStudio(): void {
  keep(forGood, place, null);
  keep(forThisVisit, letterPlace, null);
}
