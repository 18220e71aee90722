// Builds the engine's page into a scratch directory, with the site's own Vite.

import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const web = resolve(here, "../../../web");

/** Resolves to the directory that holds index.html. */
export async function buildEnginePage() {
  const vite = createRequire(join(web, "package.json")).resolve("vite");
  const { build } = await import(pathToFileURL(vite).href);
  const outDir = mkdtempSync(join(tmpdir(), "chant-engine-"));
  await build({
    root: web,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: ["es2021", "chrome100", "firefox100", "safari15.4"],
      rollupOptions: { input: join(here, "page.ts"), output: { entryFileNames: "page.js" } },
    },
  });
  const head = `<meta charset="utf-8"><title>loading</title><script type="module" src="/page.js"></script>`;
  writeFileSync(join(outDir, "index.html"), `<!doctype html><html lang="en"><head>${head}</head><body></body></html>`);
  return outDir;
}
