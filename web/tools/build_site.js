// Builds the whole site into one directory: hashed assets, then every page in every language.
//
//   node tools/build_site.js [--out DIR] [--campaign DIR] [--pseudo]
//
// Source maps go to DIR-maps, beside the site.
// Languages are the campaign's. --pseudo adds en-XA, English in disguise, for looking at.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { addAsset } from "./assets.js";
import { buildClient, buildRenderer } from "./bundles.js";
import { pick, readCampaign } from "./campaign.js";
import { compressSite } from "./compress.js";
import { pageDocument } from "./documents.js";
import { drawFigure } from "./figure.js";
import { addFilm } from "./film.js";
import { drawFlags } from "./flags.js";
import { cutFonts, fontFaces, fontsFor } from "./fonts.js";
import { releaseOf } from "./release.js";
import { addSounds } from "./sounds.js";
import { setMapsAside } from "./source_maps.js";
import { readCatalogue } from "./texts/catalogue.js";
import { checkTexts } from "./texts/check.js";
import { compileTexts, strict, textsIn } from "./texts/compile.js";
import { pseudoLanguage } from "./texts/pseudo.js";
import { dyed, themeRules } from "./theme.js";
import { digestsOn, wordingsFile, wordingsOf } from "./wordings.js";

const web = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { values: options } = parseArgs({
  options: {
    out: { type: "string", default: join(web, "../build/site") },
    campaign: { type: "string", default: join(web, "../config/campaigns/demo") },
    pseudo: { type: "boolean", default: false },
  },
});
const out = resolve(options.out);
const generated = join(web, "generated");

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function generateRules(campaign) {
  const tool = join(web, "../tools/generate_rules.py");
  const rules = join(campaign.directory, "rules.json");
  execFileSync("python3", [tool, rules, "--js", join(generated, "rules.mjs")], { stdio: "inherit" });
}

/** The words, or the end of the build. */
function readWords(campaign) {
  const catalogue = readCatalogue(join(web, "texts"), campaign.languages);
  const { faults, warnings } = checkTexts(catalogue, campaign.languages, campaign.facts);
  if (warnings.length) console.warn(`texts: ${warnings.length} texts of unfinished languages are English still`);
  for (const fault of faults) console.error(`texts: ${fault}`);
  if (faults.length) process.exit(1);
  return catalogue;
}

function nameOf(language) {
  if (language === pseudoLanguage) return "[Éñĝļíšĥ]";
  const name = new Intl.DisplayNames(language, { type: "language" }).of(language.split("-")[0]);
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

function writeSharePage(campaign, fontOf) {
  const sheet = readFileSync(join(web, "share/share.css"), "utf8");
  const style = addAsset(out, "share.css", fontFaces(fontOf) + sheet + themeRules(campaign.theme));
  const page = readFileSync(join(web, "share/share.html"), "utf8");
  write(join(out, "share.html"), page.replace("/assets/share.css", style));
}

const campaign = readCampaign(resolve(options.campaign));
const catalogue = readWords(campaign);
generateRules(campaign);
write(join(generated, "theme.css"), themeRules(campaign.theme));
await cutFonts(generated);

const renderer = await buildRenderer(web);
const kinds = [...renderer.pages, ...Object.values(renderer.statusPages), ...renderer.letterPages];
const { entryOf, fontOf } = await buildClient(web, out, kinds);
write(join(out, "favicon.svg"), dyed(join(web, "share/favicon.svg"), campaign.theme));
const flags = await drawFlags(out, web, campaign.teams.map((team) => team.id));
setMapsAside(out, `${out}-maps`);
const assets = {
  ...flags.assets,
  ...(await drawFigure(out, campaign.directory)),
  ...addFilm(out, campaign),
  ...addSounds(out, campaign),
};

const release = releaseOf(out);
const tongues = [...campaign.languages, ...(options.pseudo ? [pseudoLanguage] : [])];
const words = Object.fromEntries(
  tongues.map((language) => [language, compileTexts(textsIn(catalogue, language), campaign.facts)]),
);
const languages = tongues.map((language) => ({
  language,
  name: nameOf(language),
  offer: words[language]["common.language.offer"],
}));

const wordings = wordingsOf(words, campaign.consentVersion);
write(join(out, "consents.json"), wordingsFile(wordings));

/** What a page's script finds in it: no more than it needs. Null where that is nothing. */
function carriedBy({ carries }, page, texts) {
  if (!carries.texts.length) return null;
  const own = pick(texts, carries.texts.map((name) => (name in texts ? name : `${name}.`)));
  return {
    ...page,
    teams: carries.teams ? page.teams : [],
    assets: pick(assets, carries.assets ?? []),
    wordings: digestsOn({ ...page, texts: own }, wordings),
    texts: own,
  };
}

// Languages name themselves in letters of their own, but not in the display face.
const textOf = (html) => html.replace(/<ul id="languages"[^>]*>.*?<\/ul>|<[^>]*>/gs, "");

/** The document of that page in that language. */
function documentOf(kind, language, address) {
  const page = campaign.pageIn(language, kind.path);
  const whole = { ...page, assets, wordings: {}, texts: strict(words[language], language) };
  const body = renderer.render(whole, kind, languages);
  const entry = { ...entryOf(kind), fonts: fontsFor(textOf(body)).map(fontOf), ground: campaign.theme.ground };
  if (kind.carries.teams) entry.styles.push(flags.style);
  const data = carriedBy(kind, page, words[language]);
  const beside = kind.carriesApart && addAsset(out, `${kind.path}-${language}.json`, JSON.stringify(data));
  return pageDocument({
    page: whole,
    kind,
    t: renderer.wordsOf(whole),
    body,
    address,
    url: campaign.url,
    languages: languages.filter((one) => one.language !== pseudoLanguage),
    entry,
    ...(beside ? { beside, textsUntilThen: pick(words[language], kind.carriesApart) } : { data }),
    reports: { release, share: campaign.errorShare },
  });
}

const [first] = campaign.languages;
/** The file of a page that the server shows in place of another. */
const shownAs = (name, language) => (language === first ? `${name}.html` : `${name}.${language}.html`);
for (const language of tongues) {
  for (const kind of renderer.pages) {
    const address = `/${language}/${kind.path}`;
    const file = kind.path === "" ? `${language}/index.html` : `${language}/${kind.path}.html`;
    write(join(out, file), documentOf(kind, language, address));
  }
  for (const [status, kind] of Object.entries(renderer.statusPages))
    write(join(out, shownAs(status, language)), documentOf(kind, language, "/"));
  for (const kind of renderer.letterPages)
    write(join(out, "letters", shownAs(kind.path, language)), documentOf(kind, language, "/"));
}
write(join(out, "index.html"), documentOf(renderer.pages[0], first, "/"));
writeSharePage(campaign, fontOf);
compressSite(out);
