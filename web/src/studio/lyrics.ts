// Where a song's words are at a given second. Pure, for the karaoke and its tests.

import type { LyricLine, LyricWord } from "../recording";

/** How long before its first word a line is already the one to look at. */
const aheadSeconds = 0.6;

/** The line to read at `seconds`: the one being sung or about to be; −1 before the first is near,
 * and the last one after the end. */
export function lineAt(lines: readonly LyricLine[], seconds: number): number {
  let found = -1;
  lines.forEach((line, i) => {
    if (line.start - aheadSeconds <= seconds) found = i;
  });
  return found;
}

/** How much of a word has been sung, 0…1. */
export function sung(word: LyricWord, seconds: number): number {
  const length = Math.max(0.001, word.end - word.start);
  return Math.min(1, Math.max(0, (seconds - word.start) / length));
}
