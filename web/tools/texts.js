// For translators: what is wrong, how far a language is, and "this translates the English of today".
//
//   node tools/texts.js check [--campaign DIR]
//   node tools/texts.js status
//   node tools/texts.js stamp LANGUAGE [AREA …]

import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { readCampaign } from "./campaign.js";
import { readCatalogue, sourceLanguage } from "./texts/catalogue.js";
import { checkTexts } from "./texts/check.js";
import { digestOf } from "./texts/message.js";

const web = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { campaign: { type: "string", default: join(web, "../config/campaigns/demo") } },
});
const campaign = readCampaign(resolve(options.campaign));
const directory = join(web, "texts");
const catalogue = readCatalogue(directory, campaign.languages);

function check() {
  const { faults, warnings } = checkTexts(catalogue, campaign.languages, campaign.facts);
  for (const line of warnings) console.log(`unfinished: ${line}`);
  for (const line of faults) console.error(`fault: ${line}`);
  return faults.length === 0;
}

function status() {
  for (const language of campaign.languages.filter((one) => one !== sourceLanguage)) {
    for (const [area, { messages }] of Object.entries(catalogue.areas[sourceLanguage])) {
      const own = catalogue.areas[language][area];
      const keys = Object.keys(messages);
      const good = keys.filter((key) => own?.messages[key] && own.of?.[key] === digestOf(messages[key]));
      console.log(`${language}\t${area}\t${own?.state ?? "none"}\t${good.length}/${keys.length}`);
    }
  }
  return true;
}

/** Writes down which English the file translates, in the order of the English file. */
function stamp(language, wanted) {
  for (const [area, { messages }] of Object.entries(catalogue.areas[sourceLanguage])) {
    const own = catalogue.areas[language]?.[area];
    if (!own || (wanted.length && !wanted.includes(area))) continue;
    const keys = Object.keys(messages).filter((key) => key in own.messages);
    const file = {
      state: own.state ?? "draft",
      of: Object.fromEntries(keys.map((key) => [key, digestOf(messages[key])])),
      messages: Object.fromEntries(keys.map((key) => [key, own.messages[key]])),
    };
    writeFileSync(join(directory, language, `${area}.json`), `${JSON.stringify(file, null, 2)}\n`);
  }
  return true;
}

const [verb, language, ...areas] = positionals;
const verbs = { check, status, stamp: () => stamp(language, areas) };
if (!verbs[verb] || (verb === "stamp" && !campaign.languages.includes(language))) {
  console.error("usage: texts.js check | status | stamp LANGUAGE [AREA …]");
  process.exit(2);
}
process.exit(verbs[verb]() ? 0 : 1);
