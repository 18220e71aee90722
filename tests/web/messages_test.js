// A message compiled at build says in the page what ICU would say.

import assert from "node:assert/strict";
import { test } from "node:test";

import { compile, parseMessage } from "../../web/tools/texts/message.js";
import { pseudo } from "../../web/tools/texts/pseudo.js";
import { fromSource } from "./from_source.js";

const { format, pieces, wordsIn } = await fromSource("messages.ts");
const { bestLanguage } = await fromSource("language_offer.ts");
const say = (text, values = {}, language = "en", facts = {}) =>
  format(compile(parseMessage(text), facts), values, language);

test("what is known at build leaves a plain string", () => {
  const facts = { artist: "VELA" };
  assert.equal(compile(parseMessage("Sing with {artist}!"), facts), "Sing with VELA!");
  assert.equal(typeof compile(parseMessage("Hello {name}"), facts), "object");
});

test("values are filled in, numbers in the language's own way", () => {
  assert.equal(say("{name}: {count}", { name: "Zoë", count: 1234567 }, "de"), "Zoë: 1.234.567");
  assert.equal(say("{count, number}", { count: 1234.5 }, "fr"), new Intl.NumberFormat("fr").format(1234.5));
  assert.equal(say("Hello {name}"), "Hello ");
});

test("plurals follow the language", () => {
  const polish = "{n, plural, one {# głos} few {# głosy} many {# głosów} other {# głosu}}";
  const said = (n) => say(polish, { n }, "pl");
  assert.deepEqual([1, 3, 5, 22, 1.5].map(said), ["1 głos", "3 głosy", "5 głosów", "22 głosy", "1,5 głosu"]);
  assert.equal(say("{n, plural, =0 {nobody} one {one} other {#}}", { n: 0 }), "nobody");
  assert.equal(say("{n, plural, offset:1 =1 {you} one {you and # more} other {you and # more}}", { n: 3 }), "you and 2 more");
  assert.equal(say("{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}", { n: 22 }), "22nd");
});

test("a choice takes its case, or the one for all others", () => {
  const text = "{kind, select, cover {Your cover} other {Your {kind}}}";
  assert.equal(say(text, { kind: "cover" }), "Your cover");
  assert.equal(say(text, { kind: "card" }), "Your card");
});

test("quoted braces and apostrophes are letters", () => {
  assert.equal(say("it''s '{braces}'"), "it's {braces}");
});

test("a key that is not there shows itself", () => {
  assert.equal(wordsIn({}, "en")("studio.title"), "studio.title");
});

test("texts are cut at their tags", () => {
  assert.deepEqual(pieces("Read the <terms>terms</terms> first, <b>{</b>"), [
    { tag: null, text: "Read the " },
    { tag: "terms", text: "terms" },
    { tag: null, text: " first, " },
    { tag: "b", text: "{" },
  ]);
  assert.deepEqual(pieces("no <b>end"), [{ tag: null, text: "no <b>end" }]);
});

test("the pseudo-locale keeps slots, plurals and tags, and is a third longer", () => {
  const text = "It''s {n, plural, one {<b>#</b> voice of '{'{name}} other {# voices}} # here";
  const dressed = pseudo(text);
  assert.ok(dressed.length > text.length * 1.3);
  assert.match(say(dressed, { n: 1, name: "Zoë" }), /Íť'š <b>1<\/b> ṽóíçé óƒ \{Zoë # ĥéŕé/);
  assert.equal(pseudo(""), "[]");
});

test("the offered language is the first that the site speaks", () => {
  const ours = ["en", "fr", "zh-Hans", "pt"];
  assert.equal(bestLanguage(["fr-CA", "en"], ours), "fr");
  assert.equal(bestLanguage(["zh-CN"], ours), "zh-Hans");
  assert.equal(bestLanguage(["ko", "pt-BR", "en"], ours), "pt");
  assert.equal(bestLanguage(["ko"], ours), null);
});
