// The site's words on disk: web/texts/<language>/<area>.json, limits.json and unfinished.json.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

export const sourceLanguage = "en";

const json = (file) => JSON.parse(readFileSync(file, "utf8"));
const jsonOr = (file, otherwise) => (existsSync(file) ? json(file) : otherwise);

function readAreas(directory) {
  if (!existsSync(directory)) return {};
  const files = readdirSync(directory).filter((name) => name.endsWith(".json")).sort();
  return Object.fromEntries(files.map((name) => [basename(name, ".json"), json(join(directory, name))]));
}

/**
 * `areas`: language → area → the file. `limits`: pattern of keys → letters. `unfinished`: languages
 * that may still fall back to English.
 */
export function readCatalogue(directory, languages) {
  const all = [...new Set([sourceLanguage, ...languages])];
  return {
    areas: Object.fromEntries(all.map((language) => [language, readAreas(join(directory, language))])),
    limits: jsonOr(join(directory, "limits.json"), {}),
    unfinished: jsonOr(join(directory, "unfinished.json"), []),
  };
}

/** The English texts, key → text. */
export function sourceTexts(catalogue) {
  const areas = Object.values(catalogue.areas[sourceLanguage]);
  return Object.assign({}, ...areas.map((area) => area.messages));
}
