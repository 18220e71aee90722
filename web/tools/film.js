// The artist's film with its captions, for the landing page, from [media] of the campaign.

import { readFileSync } from "node:fs";
import { extname, join } from "node:path";

import sharp from "sharp";

import { addAsset } from "./assets.js";

// The poster is loaded with the first page, though it stands below: it has to be small.
const posterWidth = 960;
const posterLook = { quality: 58, effort: 6 };

/**
 * Returns "film.<ending>" → address, in the campaign's order, "poster" and "captions.<language>". A
 * campaign may have no film.
 */
export async function addFilm(out, { directory, media, languages }) {
  const add = (file) => addAsset(out, file.split("/").pop(), readFileSync(join(directory, file)));
  const films = media.film ?? [];
  const assets = Object.fromEntries(films.map((file) => [`film${extname(file)}`, add(file)]));
  if (films.length && media.poster?.length) {
    const small = sharp(join(directory, media.poster[0])).resize(posterWidth).webp(posterLook);
    assets.poster = addAsset(out, "poster.webp", await small.toBuffer());
  }
  for (const language of media.captions ? languages : [])
    assets[`captions.${language}`] = add(media.captions.replace("{language}", language));
  return assets;
}
