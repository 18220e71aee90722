// Twelve languages on the real binary: fans who sing in theirs, from the landing page to the share
// page, and every page of every language looked at.
//
//   CHANT_BINARY=… CHANT_PICTURES=DIR node --test languages.test.js

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { hearing, scratch, sweep } from "./engine/studio.js";
import { arrive, pictures, server } from "./fixture.js";
import { decode, melody, tones } from "./sound.js";
import { Visitor } from "./visitor.js";

const languages = ["en", "fr", "de", "es", "it", "pt", "pl", "tr", "ru", "ja", "zh-Hans", "ar"];
const listed = ["", "studio", "terms", "privacy", "rules", "help", "accessibility"];
const unlisted = ["me", "closed", "kiosk"];
const directionOf = (language) => (language === "ar" ? "rtl" : "ltr");

const root = new URL("../../", import.meta.url);
const readJson = (path) => JSON.parse(readFileSync(new URL(path, root), "utf8"));
const teams = readJson("config/campaigns/demo/teams.json");

/** The texts of a language by key, as translators wrote them. */
function textsOf(language) {
  const folder = `web/texts/${language}/`;
  const files = readdirSync(new URL(folder, root));
  return Object.assign({}, ...files.map((file) => readJson(folder + file).messages));
}

const english = textsOf("en");

// What is the same word in that language, or no word at all.
const sharedWords = {
  "common.nav.privacy": ["it"],
  "common.nav.studio": ["fr", "de", "it", "pl"],
  "legal.privacy.title": ["it"],
  "me.takes.size": languages,
  "result.share.cover": ["de"],
  "result.share.facebook": ["fr", "es", "it", "pl"],
  "result.share.mail": ["fr", "it", "pt", "pl"],
  "studio.cover.feat": languages,
  "studio.cover.number": languages,
  "studio.review.nudge": ["de"],
  "studio.review.pause": ["fr", "de"],
  "studio.review.percent": languages,
  "studio.sing.stop": ["pl"],
};

/** A text as the pieces that stand on a page: its paragraphs, and what is round a link. */
const piecesOf = (text) =>
  text
    .replaceAll("{artist}", "VELA")
    .replaceAll("{song}", "One More Voice")
    .split(/\n+(?:- )?|<[^>]+>/)
    .map((piece) => piece.trim())
    .filter((piece) => /\p{L}{2}/u.test(piece));

after(sweep);

// Each sings two tones of their own, so that a take says whose it is.
const singers = [
  { language: "ja", team: "fr", name: "さくら", sung: [440, 660] },
  { language: "ar", team: "tr", name: "ليلى", sung: [330, 990] },
  { language: "pl", team: "pl", name: "Świętosława", sung: [550, 770] },
];
const allTones = singers.flatMap((singer) => singer.sung);
const exported = new Set();

/** The one recording that was not there before. */
function newTake(language) {
  const files = server.exportTakes(join(scratch, `takes-${language}`));
  const fresh = files.filter((file) => !exported.has(file.split("/").at(-1)));
  for (const file of fresh) exported.add(file.split("/").at(-1));
  assert.equal(fresh.length, 1);
  return fresh[0];
}

for (const { language, team, name, sung } of singers)
  test(`a fan sings in ${language}, and the share page speaks it`, async () => {
    const texts = textsOf(language);
    const teamName = teams.find(({ id }) => id === team).names[language];
    const singing = await hearing(language, tones([[sung[0], 1, 0.4], [0, 0.2], [sung[1], 1, 0.4]]));
    const fan = await Visitor.arrive(singing, server.address, {
      pictures,
      path: `/${language}/`,
      locale: language,
      width: 390,
      height: 844,
    });
    const { page } = fan;
    const button = (key) => fan.button(texts[key]);
    const isAt = async (key) => {
      await fan.isAt(texts[key]);
      await fan.fitsTheScreen();
      await fan.photograph(`9-${language}-${key.split(".")[1]}`);
    };

    await page.getByRole("main").locator(`a[href='/${language}/studio']`).first().click();
    await button("studio.welcome.start").click();
    await isAt("studio.check.title.on");
    await page.getByText(texts["studio.level.good"], { exact: true }).waitFor();
    await button("studio.check.next").click();
    await isAt("studio.sing.title");
    assert.equal(await page.locator(".karaoke").getAttribute("lang"), "en", "the song's language, not the page's");
    await button("studio.sing.record").click();
    await page.getByRole("status").filter({ hasText: texts["studio.sing.state.recording"] }).waitFor();
    await page.waitForFunction(() => Number(document.querySelector(".voice-middle .left")?.textContent ?? 99) <= 17);
    await button("studio.sing.finish").click();
    await isAt("studio.review.title");
    await page.getByRole("checkbox", { name: texts["studio.consent.recording"] }).check();
    await button("studio.review.accept").click();
    await isAt("studio.cover.title");
    await page.getByText(texts["studio.upload.done"], { exact: true }).waitFor();
    await fan.chooseTeam(teamName, teamName);
    await page.getByLabel(texts["studio.name.label"], { exact: true }).fill(name);
    // As it is printed: in the campaign's language, not in the fan's.
    const printed = teams.find(({ id }) => id === team).names.en;
    assert.equal(await page.locator(".cover-foot span").last().textContent(), printed);
    await button("studio.make.button").click();
    await isAt("studio.letter.title");
    await button("studio.letter.skip").click();
    await isAt("result.done.title");
    await page.getByRole("link", { name: texts["result.share.page"], exact: true }).click();

    await page.waitForURL("**/s/*");
    await page.getByRole("heading", { level: 1, name }).waitFor();
    const { lang, dir } = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
    }));
    assert.deepEqual([lang, dir], [language, directionOf(language)]);
    const said = readJson(`config/campaigns/demo/texts/${language}.json`);
    await page.getByRole("link", { name: said["share.call_to_action"], exact: true }).waitFor();
    await page.getByText(teamName, { exact: true }).waitFor();
    await fan.fitsTheScreen();
    await fan.photograph(`9-${language}-share`);

    const heard = melody(decode(newTake(language)).samples, allTones);
    const [low, high] = sung;
    assert.match(`${heard}`, new RegExp(`\\b(${low},(0,)?${high}|${high},(0,)?${low})\\b`));
    assert.deepEqual(heard.filter((tone) => tone !== 0 && !sung.includes(tone)), []);
    await fan.leave();
    await singing.close();
  });

for (const language of languages)
  test(`every page in ${language} is in ${language}, whole, and stands still`, async () => {
    const texts = textsOf(language);
    const untranslated = Object.keys(english).filter(
      (key) => texts[key] === undefined || (texts[key] === english[key] && !sharedWords[key]?.includes(language)),
    );
    if (language !== "en") assert.deepEqual(untranslated, []);
    const own = new Set(Object.values(texts).flatMap(piecesOf));
    const foreign = Object.values(english).flatMap(piecesOf).filter((piece) => !own.has(piece));

    const fan = await arrive({ width: 320, height: 640, locale: language, path: `/${language}/` });
    for (const path of [...listed, ...unlisted]) {
      const address = `/${language}/${path}`;
      const answer = await fan.goTo(address);
      assert.equal(answer.status(), 200, address);
      assert.equal(new URL(answer.url()).pathname, address, "no redirect");
      const page = await fan.page.evaluate(() => ({
        language: document.documentElement.lang,
        direction: document.documentElement.dir,
        canonical: [...document.querySelectorAll("link[rel=canonical]")].map((link) => new URL(link.href).pathname),
        others: [...document.querySelectorAll("link[hreflang]")].map((link) => [
          link.hreflang,
          new URL(link.href).pathname,
        ]),
        // A name of a language is in that language.
        texts: [...document.querySelectorAll("body :not(script, #languages *)")].flatMap((element) =>
          [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()),
        ),
      }));
      assert.deepEqual([page.language, page.direction], [language, directionOf(language)], address);
      const isListed = listed.includes(path);
      const everybody = path === "" ? "/" : `/en/${path}`;
      const relatives = [...languages.map((one) => [one, `/${one}/${path}`]), ["x-default", everybody]];
      assert.deepEqual(page.canonical, isListed ? [address] : []);
      assert.deepEqual(page.others.sort(), isListed ? relatives.sort() : []);
      assert.ok(page.texts.some((text) => own.has(text)), `${address} has none of the texts`);
      const strange = page.texts.filter((text) => foreign.includes(text) || /^\[.*\]$/s.test(text));
      assert.deepEqual(strange, [], address);
      await fan.fitsTheScreen();
      if (path === "" || path === "studio") {
        const shift = await fan.layoutShift();
        assert.ok(shift <= 0.02, `${address} shifts by ${shift}`);
      }
    }
    await fan.leave();
  });
