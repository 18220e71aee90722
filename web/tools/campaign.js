// The campaign's files as the site needs them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "smol-toml";

const json = (file) => JSON.parse(readFileSync(file, "utf8"));
const isRightToLeft = (language) => ["ar", "he", "fa", "ur"].includes(language.split("-")[0]);

export function readCampaign(directory) {
  const { id, artist, song, state, languages, consent_text_version, theme, media, site } = parse(
    readFileSync(join(directory, "campaign.toml"), "utf8"),
  );
  const teams = json(join(directory, "teams.json"));
  return {
    directory,
    languages,
    teams,
    theme: theme ?? {},
    media: media ?? {},
    /** Where the public finds the site; null where nobody has said. */
    url: site?.url?.replace(/\/+$/, "") ?? null,
    /** What every text may name without being told. */
    facts: { artist, song, teams: teams.length },
    /** Changes whenever the wording of a consent does. */
    consentVersion: consent_text_version,
    /** The share of page views that tell their errors. */
    errorShare: site?.error_share ?? 1,
    /** All that a page of that language can show (src/page_data.ts), words and pictures aside. */
    pageIn: (language, path) => ({
      language,
      direction: isRightToLeft(language) ? "rtl" : "ltr",
      path,
      campaign: { id, artist, song, language: languages[0], state, consent: consent_text_version },
      teams: teamsIn(teams, language, languages[0]),
    }),
  };
}

function teamsIn(teams, language, fallback) {
  const sorted = new Intl.Collator(language);
  return teams
    .map(({ id, names }) => ({ id, name: names[language] ?? names[fallback], printed: names[fallback] }))
    .map(({ printed, ...team }) => (printed === team.name ? team : { ...team, printed }))
    .sort((a, b) => sorted.compare(a.name, b.name));
}

/** The entries that are named, or that begin with a name that ends with a dot. */
export function pick(table, names) {
  const wanted = (key) => names.some((name) => key === name || (name.endsWith(".") && key.startsWith(name)));
  return Object.fromEntries(Object.entries(table).filter(([key]) => wanted(key)));
}
