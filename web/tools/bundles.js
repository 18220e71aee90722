// Vite's part of the build: the components to be run here, and what browsers load.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { build } from "vite";

const common = (web) => ({
  root: web,
  configFile: false,
  logLevel: "warn",
  // Shorter than the automatic runtime, which names "children" at every element.
  esbuild: {
    jsx: "transform",
    jsxFactory: "$h",
    jsxFragment: "$F",
    jsxInject: `import { h as $h, Fragment as $F } from "preact"`,
  },
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

/** Vite wraps every import() in a helper that preloads its style sheets and chunks. Ours have none,
 * and it weighs as much as a chunk. */
const plainImports = {
  name: "plain-imports",
  configResolved: ({ plugins }) => {
    plugins.splice(plugins.findIndex(({ name }) => name === "vite:build-import-analysis"), 1);
  },
};

const classHooks = [
  ...["getDerivedStateFromProps", "getDerivedStateFromError", "getSnapshotBeforeUpdate", "componentDidCatch"],
  ...["componentWillMount", "componentDidMount", "componentWillReceiveProps", "componentDidUpdate"],
];

/** Our components are functions: what Preact looks for in classes is never there. Where it says so, the
 * minifier drops what it would do with it. */
const functionsOnly = {
  name: "functions-only",
  transform(code, id) {
    if (!id.endsWith("/preact/dist/preact.mjs")) return null;
    for (const hook of classHooks) {
      const read = new RegExp(`[\\w.]+\\.${hook}\\b(?!=[^=])`, "g");
      if (!read.test(code)) throw new Error(`Preact no longer knows ${hook}`);
      code = code.replace(read, "void 0");
    }
    return { code, map: null };
  },
};

const sourceOf = (web, entry) =>
  ["ts", "tsx"].map((ending) => `src/entries/${entry}.${ending}`).find((name) => existsSync(join(web, name)));
const sheetOf = (name) => `src/styles/${name}.css`;

/** Builds the inputs together; returns the manifest. */
async function bundle(web, out, inputs, emptyOutDir) {
  await build({
    ...common(web),
    publicDir: emptyOutDir && join(web, "public"),
    plugins: [plainImports, functionsOnly],
    build: {
      outDir: out,
      emptyOutDir,
      manifest: "manifest.json",
      sourcemap: "hidden", // no word of them in the scripts: the public has none
      assetsInlineLimit: 0, // the policy allows no data: addresses
      modulePreload: false, // documents name what they load
      target: ["es2021", "chrome100", "firefox100", "safari15.4"],
      minify: "terser", // a twentieth smaller than esbuild's
      // Functions stay where they are written rather than where they are called: shapes that repeat
      // compress better.
      terserOptions: {
        module: true,
        ecma: 2020,
        compress: { passes: 3, inline: 1, reduce_funcs: false, keep_fargs: false },
      },
      rollupOptions: { input: inputs.map((name) => join(web, name)) },
    },
  });
  const file = join(out, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  rmSync(file); // for the build, not for the public
  return manifest;
}

/**
 * One script for each entry and one style sheet for each name. Entries are built apart: what two of
 * them share is less than what a file of its own would cost in requests and compression. Returns what
 * finds their addresses: entryOf(kind) → {script (or null), styles}, fontOf(name of a part).
 */
export async function buildClient(web, out, kinds) {
  const scripts = [...new Set(kinds.map((kind) => kind.script))].filter(Boolean);
  const styles = [...new Set(kinds.flatMap((kind) => kind.styles))];
  const manifest = await bundle(web, out, styles.map(sheetOf), true);
  for (const name of scripts) Object.assign(manifest, await bundle(web, out, [sourceOf(web, name)], false));
  const address = (key) => `/${manifest[key].file}`;
  return {
    entryOf: (kind) => ({
      script: kind.script && address(sourceOf(web, kind.script)),
      styles: kind.styles.map((name) => address(sheetOf(name))),
    }),
    fontOf: (name) => address(`generated/fonts/inter-${name}.woff2`),
  };
}
