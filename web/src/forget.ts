// This browser forgets its fan: the key, choices, drafts, and recordings that wait here. What the
// server has, it keeps.

import { forgetKey } from "./session_key";
import { forgetTakes } from "./upload";

const ours = "chant."; // what every name of ours in the browser's storage begins with

function clear(storage: () => Storage): void {
  try {
    const kept = storage();
    for (const name of Object.keys(kept)) if (name.startsWith(ours)) kept.removeItem(name);
  } catch {
    // storage is blocked, so nothing is there
  }
}

export function forgetDevice(): Promise<void> {
  forgetKey();
  clear(() => localStorage);
  clear(() => sessionStorage);
  return forgetTakes();
}
