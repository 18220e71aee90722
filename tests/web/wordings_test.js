// The words of consents, by their digest.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { digestsOn, wordingsFile, wordingsOf } from "../../web/tools/wordings.js";

const keys = ["terms", "newsletter"].flatMap((one) => [`studio.letter.${one}`, `me.consents.${one}`]);
const table = (change = {}) => ({
  ...Object.fromEntries([...keys, "studio.consent.recording", "me.consents.recording"].map((key) => [key, `of ${key}`])),
  ...change,
});
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

test("the digest is of what is read on the page", () => {
  const texts = { fr: table({ "studio.letter.terms": "J’accepte les <terms>conditions</terms>. Cafe\u0301" }) };
  const [terms] = wordingsOf(texts, "2016-01");
  assert.deepEqual(terms, {
    key: "studio.letter.terms",
    purpose: "terms",
    version: "2016-01",
    language: "fr",
    text: "J’accepte les conditions. Café",
    sha256: sha256("J’accepte les conditions. Café"),
  });
});

test("every purpose is known by every text that asks for it, in every language", () => {
  const wordings = wordingsOf({ en: table(), de: table() }, "1");
  assert.equal(wordings.length, 12);
  for (const purpose of ["terms", "newsletter", "recording"])
    assert.equal(wordings.filter((one) => one.purpose === purpose && one.language === "de").length, 2);
});

test("a page names the words that it shows, by what they ask for", () => {
  const wordings = wordingsOf({ en: table(), de: table({ "me.consents.terms": "Bedingungen" }) }, "1");
  const texts = { "me.consents.terms": "", "me.consents.recording": "", "me.title": "" };
  assert.deepEqual(digestsOn({ language: "de", texts }, wordings), {
    terms: sha256("Bedingungen"),
    recording: sha256("of me.consents.recording"),
  });
  assert.deepEqual(digestsOn({ language: "de", texts: {} }, wordings), {});
});

test("words that are not the same for everybody end the build", () => {
  assert.throws(() => wordingsOf({ en: table({ "me.consents.terms": ["For ", ["name"]] }) }, "1"), /me\.consents\.terms in en/);
});

test("the server gets all but the keys", () => {
  const { wordings } = JSON.parse(wordingsFile(wordingsOf({ en: table() }, "7")));
  assert.deepEqual(Object.keys(wordings[0]), ["purpose", "version", "language", "text", "sha256"]);
});
