// The artist's film with its captions, for the landing page, from [media] of the campaign.

import { readFileSync } from "node:fs";
import { extname, join } from "node:path";

import { addAsset } from "./assets.js";

/**
 * Returns "film.<ending>" → address, in the campaign's order, "poster" and "captions.<language>". A
 * campaign may have no film. The first poster is taken as it is: it is loaded with the first page, and
 * drawing it again made it larger.
 */
export function addFilm(out, { directory, media, languages }) {
  const add = (file) => addAsset(out, file.split("/").pop(), readFileSync(join(directory, file)));
  const films = media.film ?? [];
  const assets = Object.fromEntries(films.map((file) => [`film${extname(file)}`, add(file)]));
  if (films.length && media.poster?.length) assets.poster = add(media.poster[0]);
  for (const language of media.captions ? languages : [])
    assets[`captions.${language}`] = add(media.captions.replace("{language}", language));
  return assets;
}
