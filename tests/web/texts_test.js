// Each thing that can be wrong with a text fails the build by name.

import assert from "node:assert/strict";
import { test } from "node:test";

import { readCampaign } from "../../web/tools/campaign.js";
import { readCatalogue } from "../../web/tools/texts/catalogue.js";
import { checkTexts } from "../../web/tools/texts/check.js";
import { textsIn } from "../../web/tools/texts/compile.js";
import { digestOf } from "../../web/tools/texts/message.js";
import { themeRules } from "../../web/tools/theme.js";

const facts = { artist: "VELA", song: "One More Voice" };
const english = {
  "site.title": "Sing with {artist}",
  "site.left": "{count, plural, one {# day} other {# days}} left",
  "site.terms": "Read the <terms>terms</terms>",
  "site.go": "Go",
};
const polish = {
  "site.title": "Śpiewaj z {artist}",
  "site.left": "{count, plural, one {Został # dzień} few {Zostały # dni} many {Zostało # dni} other {Zostało # dnia}}",
  "site.terms": "Przeczytaj <terms>regulamin</terms>",
  "site.go": "Dalej",
};

/** A catalogue of one area in English and Polish, with something changed. */
function catalogue({ en = {}, pl = {}, state = "draft", of = {}, limits = { "site.go": 6 }, unfinished = [] } = {}) {
  const source = { ...english, ...en };
  const digests = Object.fromEntries(Object.entries(source).map(([key, text]) => [key, digestOf(String(text))]));
  const messages = Object.fromEntries(Object.entries({ ...polish, ...pl }).filter(([, text]) => text !== null));
  return {
    areas: { en: { site: { messages: source } }, pl: { site: { state, of: { ...digests, ...of }, messages } } },
    limits,
    unfinished,
  };
}
const check = (changes) => checkTexts(catalogue(changes), ["en", "pl"], facts);

function fails(name, changes, pattern) {
  test(name, () => {
    const { faults } = check(changes);
    assert.ok(faults.some((line) => pattern.test(line)), `${pattern} is not in ${JSON.stringify(faults)}`);
  });
}

test("texts in order have neither faults nor warnings", () => {
  assert.deepEqual(check(), { faults: [], warnings: [] });
});

fails("a missing key", { pl: { "site.go": null } }, /pl\/site\.json: site\.go is missing/);
fails("an unknown key", { pl: { "site.gone": "Dalej" } }, /site\.gone is no key of the English file/);
fails("a placeholder of another name", { pl: { "site.title": "Śpiewaj z {artysta}" } }, /lacks \{artist\}/);
fails("a placeholder too many", { pl: { "site.go": "Dalej {x}" } }, /has \{x\} as value, which English has not/);
fails("a number that is not counted", { pl: { "site.left": "{count}" } }, /lacks \{count\} as plural/);
fails("a lost link", { pl: { "site.terms": "Przeczytaj regulamin" } }, /lacks <terms>/);
fails("a link without an end", { pl: { "site.terms": "<terms>Przeczytaj" } }, /has <terms> without its other half/);
fails("a missing plural form", { pl: { "site.left": "{count, plural, one {#} few {#} other {#}}" } }, /lacks the form "many"/);
fails("a plural form of another language", { en: { "site.left": "{count, plural, one {#} few {#} other {#}}" } }, /a form "few" that en does not know/);
fails("a plural without other", { pl: { "site.left": "{count, plural, one {#}}" } }, /is no message/);
fails("an open brace", { pl: { "site.go": "Dalej {" } }, /is no message/);
fails("a formatter that the page does not have", { en: { "site.go": "{d, date}" } }, /is not one of/);
fails("a text too long for its place", { pl: { "site.go": "Naprzód" } }, /is 7 letters long, 6 have room/);
fails("wide letters count twice", { pl: { "site.go": "進みます" } }, /is 8 letters long/);
fails("an empty text", { pl: { "site.go": "" } }, /is empty/);
fails("a space at the end", { en: { "site.go": "Go " } }, /ends with a space/);
fails("an unknown state of review", { state: "machine" }, /has the state "machine"/);
fails("an English text that has changed since", { of: { "site.go": digestOf("Start") } }, /has changed since/);
fails("an English key of another area", { en: { "page.go": "Go" } }, /does not begin with "site\."/);
fails("a limit for nothing", { limits: { "site.stop": 5 } }, /limits\.json: site\.stop fits no key/);

test("the more exact limit counts", () => {
  assert.deepEqual(check({ limits: { "*": 3, "site.*": 90, "*.go": 5 } }).faults, []);
});

test("an unfinished language is warned of and speaks English meanwhile", () => {
  const changes = { unfinished: ["pl"], pl: { "site.go": null }, of: { "site.title": "older" } };
  const { faults, warnings } = check(changes);
  assert.deepEqual(faults, []);
  assert.equal(warnings.length, 2);
  const texts = textsIn(catalogue(changes), "pl");
  assert.equal(texts["site.go"], "Go");
  assert.equal(texts["site.title"], english["site.title"]);
  assert.equal(texts["site.terms"], polish["site.terms"]);
});

test("an unfinished language may lack texts, but not break them", () => {
  const { faults } = check({ unfinished: ["pl"], pl: { "site.terms": "Przeczytaj regulamin" } });
  assert.equal(faults.length, 1);
});

test("the demo campaign's texts are in order", () => {
  const root = new URL("../../", import.meta.url).pathname;
  const campaign = readCampaign(`${root}config/campaigns/demo`);
  const { faults } = checkTexts(readCatalogue(`${root}web/texts`, campaign.languages), campaign.languages, campaign.facts);
  assert.deepEqual(faults, []);
});

test("a theme is colours by known names, nothing else", () => {
  assert.equal(themeRules({ on_hot: "#180502" }), ":root {\n  --on-hot: #180502;\n}\n");
  assert.throws(() => themeRules({ hot: "red;} body{display:none" }), /is not like #ff4d2e/);
  assert.throws(() => themeRules({ brand: "#ffffff" }), /has no "brand"/);
});
