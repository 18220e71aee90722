// Source maps are for us, not for the public: they go beside the site, each under its script's name.

import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Moves every map of the built assets into `maps`; older builds' maps stay. */
export function setMapsAside(out, maps) {
  mkdirSync(maps, { recursive: true });
  const assets = join(out, "assets");
  for (const name of readdirSync(assets).filter((one) => one.endsWith(".map"))) {
    rmSync(join(maps, name), { force: true });
    renameSync(join(assets, name), join(maps, name));
  }
}
