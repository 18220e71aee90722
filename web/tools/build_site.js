// Builds the whole site into one directory: hashed assets, then one page per language.
//
//   node tools/build_site.js [--out DIR] [--campaign DIR]
//
// Languages are those of the campaign that web/texts/ has words for; the first is also the root page.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { build } from "vite";

import { addAsset } from "./assets.js";
import { readCampaign, readTexts } from "./campaign.js";
import { errorDocument, landingDocument } from "./documents.js";
import { drawFigure } from "./figure.js";
import { drawFlags } from "./flags.js";

const web = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { values: options } = parseArgs({
  options: {
    out: { type: "string", default: join(web, "../build/site") },
    campaign: { type: "string", default: join(web, "../config/campaigns/demo") },
  },
});
const out = resolve(options.out);
const generated = join(web, "generated");

function generateRules() {
  const tool = join(web, "../tools/generate_rules.py");
  const rules = join(resolve(options.campaign), "rules.json");
  execFileSync("python3", [tool, rules, "--js", join(generated, "rules.mjs")], { stdio: "inherit" });
}

const common = {
  root: web,
  configFile: false,
  logLevel: "warn",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
};

/** The browser's bundle; returns the addresses of its script, style and font. */
async function buildClient() {
  const { output } = await build({
    ...common,
    publicDir: join(web, "public"),
    build: {
      outDir: out,
      emptyOutDir: true,
      assetsInlineLimit: 0, // the policy allows no data: addresses
      modulePreload: { polyfill: false },
      target: ["es2021", "chrome100", "firefox100", "safari15.4"],
      rollupOptions: { input: join(web, "src/client.tsx") },
    },
  });
  const named = (suffix) => `/${output.find((file) => file.fileName.endsWith(suffix)).fileName}`;
  return { script: named(".js"), style: named(".css"), font: named(".woff2") };
}

/** The same components, to be run here. */
async function buildRenderer() {
  const scratch = join(generated, "server");
  await build({
    ...common,
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

function write(name, text) {
  const file = join(out, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function writeSharePage(font) {
  const style = readFileSync(join(web, "share/share.css"), "utf8").replace("FONT_ADDRESS", font);
  const page = readFileSync(join(web, "share/share.html"), "utf8");
  write("share.html", page.replace("/assets/share.css", addAsset(out, "share.css", style)));
}

const campaign = readCampaign(resolve(options.campaign));
const texts = readTexts(join(web, "texts"), campaign.languages);
generateRules();
const entry = await buildClient();
const flags = await drawFlags(out, web, campaign.teams.map((team) => team.id));
const assets = { ...flags.assets, ...(await drawFigure(out, resolve(options.campaign))) };
const renderer = await buildRenderer();

const languages = Object.keys(texts);
for (const language of languages) {
  const page = campaign.pageIn(language, texts[language], assets);
  const html = landingDocument({ page, entry, flagStyle: flags.style, languages, renderer });
  write(`${language}/index.html`, html);
  if (language !== languages[0]) continue;
  write("index.html", html);
  for (const [status, kind] of [[404, "missing"], [410, "gone"]])
    write(`${status}.html`, errorDocument({ page, kind, entry, renderer }));
}
writeSharePage(entry.font);
