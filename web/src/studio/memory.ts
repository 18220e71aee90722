// What a reload must not lose: choices in localStorage, the letter's form in sessionStorage, because
// an address should not outlive the visit on a borrowed phone. Without storage all is in memory.

import type { AgeBand, Artwork } from "../api";

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

function read<T extends object>(storage: () => Storage, key: string, otherwise: T): T {
  try {
    const kept: unknown = JSON.parse(storage().getItem(key) ?? "{}");
    return kept && typeof kept === "object" ? { ...otherwise, ...kept } : otherwise;
  } catch {
    return otherwise;
  }
}

/** False where the browser lends no storage. */
function write(storage: () => Storage, key: string, value: object): boolean {
  try {
    storage().setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export const recall = () => read(() => localStorage, place, blank);
export const remember = (memory: Memory) => write(() => localStorage, place, memory);
export const recallLetter = () => read(() => sessionStorage, letterPlace, blankLetter);
export const rememberLetter = (draft: LetterDraft) => write(() => sessionStorage, letterPlace, draft);

/** After an erase, or for the next visitor of a shared screen. */
export function forgetStudio(): void {
  try {
    localStorage.removeItem(place);
    sessionStorage.removeItem(letterPlace);
  } catch {
    // nothing was stored
  }
}
