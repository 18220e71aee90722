// The flags: one small sheet for the picker, and a full one each for the cover's preview.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import sharp from "sharp";

import { addAsset } from "./assets.js";

// Shown at 60 × 45; twice that for dense screens. The whole sheet is smaller than two of the SVGs.
const width = 120;
const height = 90;

async function sheet(files) {
  const tiles = await Promise.all(
    files.map(async (file, i) => ({
      input: await sharp(file, { density: 96 }).resize(width, height, { fit: "fill" }).png().toBuffer(),
      left: i * width,
      top: 0,
    })),
  );
  const blank = { width: width * files.length, height, channels: 3, background: "#000" };
  return sharp({ create: blank }).composite(tiles).webp({ quality: 82, effort: 6 }).toBuffer();
}

/** Returns the style sheet's address and "flag.<id>" → address of the square flag. */
export async function drawFlags(out, web, ids) {
  const flags = join(web, "node_modules/flag-icons/flags");
  const address = addAsset(out, "flags.webp", await sheet(ids.map((id) => join(flags, "4x3", `${id}.svg`))));
  const rules = ids.map((id, i) => {
    const share = ids.length > 1 ? (100 * i) / (ids.length - 1) : 0;
    return `.flag-${id}{background-position:${share.toFixed(4)}% 0}`;
  });
  const all = `.flag{background:url(${address}) 0 0/${ids.length * 100}% 100%}`;
  const square = (id) => readFileSync(join(flags, "1x1", `${id}.svg`));
  return {
    style: addAsset(out, "flags.css", [all, ...rules].join("\n")),
    assets: Object.fromEntries(ids.map((id) => [`flag.${id}`, addAsset(out, `flag-${id}.svg`, square(id))])),
  };
}
