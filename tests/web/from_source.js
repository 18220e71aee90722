// A module of web/src, to be tested as it stands: TypeScript, with what it imports.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const web = new URL("../../web/", import.meta.url);
const { build } = createRequire(new URL("package.json", web))("esbuild");

/** `name` as in "messages.ts". */
export async function fromSource(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`src/${name}`, web))],
    bundle: true,
    format: "esm",
    platform: "node",
    jsx: "automatic",
    jsxImportSource: "preact",
    write: false,
  });
  const scratch = mkdtempSync(join(tmpdir(), "chant-web-"));
  try {
    const file = join(scratch, "module.mjs");
    writeFileSync(file, outputFiles[0].contents);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
