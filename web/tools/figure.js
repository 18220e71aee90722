// The artist as the cover shows her, cut out, for the page and the cover's preview.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import sharp from "sharp";

import { addAsset } from "./assets.js";

// A cover fills at most half a wide screen. Halftone needs few colours: 8 are a third of the bytes
// of WebP or AVIF, which take the dots for noise.
const size = 900;
const look = { palette: true, colours: 8, dither: 0, compressionLevel: 9, effort: 10 };

/** Takes the group around {artist-cover.svg} from the cover's art, with its place on the square. */
export async function drawFigure(out, campaign) {
  const art = join(campaign, "art");
  const layer = readFileSync(join(art, "cover/20-figure.svg"), "utf8");
  const group = /<g[^>]*>\s*\{artist-cover\.svg\}\s*<\/g>/.exec(layer)?.[0];
  if (!group) throw new Error("art/cover/20-figure.svg has no group around {artist-cover.svg}");
  const figure = group.replace("{artist-cover.svg}", readFileSync(join(art, "artist-cover.svg"), "utf8"));
  const square = `<svg xmlns="http://www.w3.org/2000/svg" width="1500" height="1500">${figure}</svg>`;
  const picture = await sharp(Buffer.from(square)).resize(size, size).png(look).toBuffer();
  return { figure: addAsset(out, "figure.png", picture) };
}
