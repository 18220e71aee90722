// Files whose names carry a digest of their bytes, so that they can be cached for ever.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";

/** Writes `<out>/assets/<name>-<digest>.<ext>` and returns its address. */
export function addAsset(out, file, bytes) {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 8); // as long as Vite's
  const { name, ext } = parse(file);
  const address = `/assets/${name}-${digest}${ext}`;
  mkdirSync(join(out, "assets"), { recursive: true });
  writeFileSync(join(out, address), bytes);
  return address;
}
