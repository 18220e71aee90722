// What a fan sings to: backing track, guide voice, and the words with their seconds, from [media] of
// the campaign.

import { readFileSync } from "node:fs";
import { extname, join } from "node:path";

import { addAsset } from "./assets.js";

/** Returns "song.<track>.<ending>" → address, and "song.lyrics". A campaign without a song has none, and
 * a studio without a microphone. */
export function addSounds(out, { directory, media }) {
  if (!media.backing || !media.lyrics) return {};
  const add = (file) => addAsset(out, file.split("/").pop(), readFileSync(join(directory, file)));
  const tracks = ["backing", "guide"].flatMap((track) =>
    (media[track] ?? []).map((file) => [`song.${track}${extname(file)}`, add(file)]),
  );
  return Object.fromEntries([...tracks, ["song.lyrics", add(media.lyrics)]]);
}
