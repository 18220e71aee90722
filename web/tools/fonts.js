// The display face, cut down to the letters that the site's languages and most names are written with.
// Everything else comes from the fan's own system.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import subset from "subset-font";

const family = createRequire(import.meta.url).resolve("@fontsource/inter/package.json");

// `source` is the part of the family as its package cuts it; `letters` are [first, last] code points.
// Browsers fetch a part only where one of its letters stands.
const parts = [
  {
    name: "latin",
    source: "latin",
    letters: [[0x20, 0x7e], [0xa0, 0xff], [0x131, 0x131], [0x152, 0x153], [0x2013, 0x2026], [0x2039, 0x203a], [0x20ac, 0x20ac]],
  },
  {
    name: "latin-ext",
    source: "latin-ext",
    letters: [[0x100, 0x130], [0x132, 0x151], [0x154, 0x17f], [0x218, 0x21b], [0x1e9e, 0x1e9e]],
  },
  { name: "cyrillic", source: "cyrillic", letters: [[0x401, 0x451], [0x490, 0x491]] },
];

const lettersOf = (part) =>
  part.letters.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

function faceOf(part, address) {
  const range = part.letters.map(([a, b]) => `U+${a.toString(16)}${a === b ? "" : `-${b.toString(16)}`}`);
  return `@font-face {
  font-family: Inter;
  font-weight: 800;
  font-display: swap;
  src: url("${address}") format("woff2");
  unicode-range: ${range.join(", ")};
}
`;
}

/** All parts as @font-face rules; `addressOf(name)` says where each lies. */
export const fontFaces = (addressOf) => parts.map((part) => faceOf(part, addressOf(part.name))).join("\n");

/** Writes <directory>/fonts/inter-<part>.woff2 and fonts.css, which names them. */
export async function cutFonts(directory) {
  mkdirSync(join(directory, "fonts"), { recursive: true });
  for (const part of parts) {
    const whole = readFileSync(join(family, `../files/inter-${part.source}-800-normal.woff2`));
    const cut = await subset(whole, String.fromCodePoint(...lettersOf(part)), { targetFormat: "woff2" });
    writeFileSync(join(directory, `fonts/inter-${part.name}.woff2`), cut);
  }
  writeFileSync(join(directory, "fonts.css"), fontFaces((name) => `./fonts/inter-${name}.woff2`));
}

/** The parts that a page with these words needs at once. */
export function fontsFor(words) {
  const used = new Set(words);
  return parts
    .filter((part) => lettersOf(part).some((code) => used.has(String.fromCodePoint(code))))
    .map((part) => part.name);
}
