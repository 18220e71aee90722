// The name of a build: reports of browsers' errors carry it.

import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Ten digits over the names of all assets, which are digests of their bytes: the same sources, the
 * same release. */
export function releaseOf(out) {
  const names = readdirSync(join(out, "assets")).sort();
  return createHash("sha256").update(names.join("\n")).digest("hex").slice(0, 10);
}
