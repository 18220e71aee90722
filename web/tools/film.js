// The artist's film with its captions, for the landing page.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { addAsset } from "./assets.js";

/** Returns "film.<kind>" → address, and "captions.<language>" for those there are. A campaign may
 * have no film. */
export function addFilm(out, campaign, languages) {
  const directory = join(campaign, "media");
  const files = {
    "film.mp4": "film.mp4",
    "film.webm": "film.webm",
    "film.poster": "film-poster.webp",
    ...Object.fromEntries(languages.map((language) => [`captions.${language}`, `film.${language}.vtt`])),
  };
  const here = Object.entries(files).filter(([, file]) => existsSync(join(directory, file)));
  return Object.fromEntries(
    here.map(([name, file]) => [name, addAsset(out, file, readFileSync(join(directory, file)))]),
  );
}
