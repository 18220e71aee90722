// Vite's part of the build: the components to be run here, and what browsers load.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { build } from "vite";

const common = (web) => ({
  root: web,
  configFile: false,
  logLevel: "warn",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
});

/** The components, to be run here: src/server.tsx. */
export async function buildRenderer(web) {
  const scratch = join(web, "generated/server");
  await build({
    ...common(web),
    publicDir: false,
    build: {
      ssr: join(web, "src/server.tsx"),
      outDir: scratch,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: "server.mjs" } },
    },
    ssr: { noExternal: true },
  });
  return import(pathToFileURL(join(scratch, "server.mjs")).href);
}

const sourceOf = (web, entry) =>
  ["ts", "tsx"].map((ending) => `src/entries/${entry}.${ending}`).find((name) => existsSync(join(web, name)));
const sheetOf = (name) => `src/styles/${name}.css`;

/**
 * One script for each entry, sharing chunks, and one style sheet for each name. Returns what finds
 * their addresses: entryOf(kind) → {script, preloads, styles}, fontOf(name of a part).
 */
export async function buildClient(web, out, kinds) {
  const scripts = [...new Set(kinds.map((kind) => kind.script))];
  const styles = [...new Set(kinds.flatMap((kind) => kind.styles))];
  await build({
    ...common(web),
    publicDir: join(web, "public"),
    build: {
      outDir: out,
      emptyOutDir: true,
      manifest: "manifest.json",
      assetsInlineLimit: 0, // the policy allows no data: addresses
      modulePreload: { polyfill: false },
      target: ["es2021", "chrome100", "firefox100", "safari15.4"],
      rollupOptions: {
        input: [...scripts.map((name) => sourceOf(web, name)), ...styles.map(sheetOf)].map((name) => join(web, name)),
      },
    },
  });
  const file = join(out, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  rmSync(file); // for the build, not for the public
  const address = (key) => `/${manifest[key].file}`;
  const chunks = (key, seen = new Set()) => {
    for (const one of manifest[key].imports ?? [])
      if (!seen.has(one)) chunks(one, seen.add(one));
    return [...seen];
  };
  return {
    entryOf: (kind) => ({
      script: address(sourceOf(web, kind.script)),
      preloads: chunks(sourceOf(web, kind.script)).map(address),
      styles: kind.styles.map((name) => address(sheetOf(name))),
    }),
    fontOf: (name) => address(`generated/fonts/inter-${name}.woff2`),
  };
}
