// The campaign's files as the site needs them.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "smol-toml";

const json = (file) => JSON.parse(readFileSync(file, "utf8"));

/** Languages without words on the site are left out, in the campaign's order. */
export function readTexts(directory, languages) {
  const here = languages.filter((language) => existsSync(join(directory, `${language}.json`)));
  return Object.fromEntries(here.map((language) => [language, json(join(directory, `${language}.json`))]));
}

export function readCampaign(directory) {
  const { id, artist, song, languages } = parse(readFileSync(join(directory, "campaign.toml"), "utf8"));
  const teams = json(join(directory, "teams.json"));
  const isRightToLeft = (language) => ["ar", "he", "fa", "ur"].includes(language.split("-")[0]);
  return {
    languages,
    teams,
    /** What the page of that language carries (src/page_data.ts). */
    pageIn: (language, texts, assets) => ({
      language,
      direction: isRightToLeft(language) ? "rtl" : "ltr",
      home: language === languages[0] ? "/" : `/${language}/`,
      campaign: { id, artist, song },
      teams: teams
        .map((team) => ({ id: team.id, name: team.names[language] ?? team.names[languages[0]] }))
        .sort((a, b) => new Intl.Collator(language).compare(a.name, b.name)),
      texts,
      assets,
    }),
  };
}
