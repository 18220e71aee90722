// Letters as the node writes them, opened in a browser as a mail program would, and the pages behind
// their links: in a Latin, a CJK and an RTL language, narrow and wide, by day and by night.
//
//   CHANT_BINARY=… CHANT_PICTURES=DIR node --test letters.test.js

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { arrive, browser, pictures, server } from "./fixture.js";
import { axe } from "./visitor.js";

const readJson = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
const thumb = 44; // CSS pixels, WCAG 2.5.5

/** A part's bytes, by its headers. */
function decode({ head, body }) {
  if (/transfer-encoding: base64/i.test(head)) return Buffer.from(body, "base64");
  const bytes = body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}

/** The parts of a message that hold something: {head, body}. */
function partsOf(message) {
  const cut = message.indexOf("\r\n\r\n");
  const head = message.slice(0, cut).replace(/\r\n[ \t]/g, " ");
  const body = message.slice(cut + 4);
  const boundary = /^content-type: multipart\/[^\r]*boundary="([^"]+)"/im.exec(head)?.[1];
  if (!boundary) return [{ head, body }];
  return body.split(`--${boundary}`).slice(1, -1).flatMap((part) => partsOf(part.replace(/^\r\n/, "")));
}

/** The letter's HTML with its picture in it. */
function pageIn(message) {
  const parts = partsOf(message);
  const ofType = (type) => parts.find(({ head }) => new RegExp(`content-type: ${type}`, "i").test(head));
  const picture = decode(ofType("image/jpeg")).toString("base64");
  return decode(ofType("text/html")).toString("utf8").replace(/cid:[^"]+/, `data:image/jpeg;base64,${picture}`);
}

/** A fan's letter, once it is written. */
async function letterTo(language, name) {
  const before = new Set(readdirSync(join(server.directory, "outbox")));
  const call = (path, body) =>
    fetch(`${server.address}/api/v1/session${path}`, {
      method: "PUT",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  const key = randomUUID();
  const consents = { terms: true, newsletter: true };
  await call("", { language });
  await call("/artwork", { name, team: "fr", language });
  const email = `${key}@example.org`;
  const asked = await call("/subscriber", { email, name, language, age_band: "18+", consents });
  assert.equal(asked.status, 200);
  const fresh = () =>
    readdirSync(join(server.directory, "outbox")).filter((file) => file.endsWith(".eml") && !before.has(file));
  for (let tries = 0; fresh().length === 0; tries++) {
    assert.ok(tries < 600, "no letter");
    await new Promise((done) => setTimeout(done, 50));
  }
  return readFileSync(join(server.directory, "outbox", fresh()[0]), "latin1");
}

const linkOf = (html, act) => new URL(new RegExp(`href="([^"]+/${act}/[^"]+)"`).exec(html)[1]).pathname;

for (const [language, name] of [
  ["en", "Zoë Fairweather"],
  ["ja", "高橋 さくら"],
  ["ar", "ليلى عبد الرحمن"],
]) {
  const said = readJson(`config/campaigns/demo/texts/${language}.json`);

  test(`a letter in ${language} can be read by day and by night, on a phone and a desk`, async () => {
    const html = pageIn(await letterTo(language, name));
    for (const [width, colorScheme] of [
      [320, "light"],
      [390, "dark"],
      [700, "light"],
      [700, "dark"],
    ]) {
      const page = await browser.newPage({ viewport: { width, height: 700 }, colorScheme });
      await page.setContent(html);
      await page.getByRole("heading", { name: said["letter.welcome.title"], exact: true }).waitFor();
      assert.ok((await page.getByRole("img").getAttribute("alt")).includes(name));
      const { over, low } = await page.evaluate(() => ({
        over: document.documentElement.scrollWidth - innerWidth,
        low: [...document.links].map((link) => [link.textContent, link.getBoundingClientRect().height]),
      }));
      assert.equal(over, 0, `${width} px`);
      for (const [words, height] of low) assert.ok(height >= thumb, `"${words}" is ${height} px high`);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(ground, colorScheme === "dark" ? "rgb(11, 10, 16)" : "rgb(247, 243, 238)");
      await page.evaluate(axe);
      // Landmarks are the mail program's: it has the letter in its own.
      const { violations } = await page.evaluate(() =>
        globalThis.axe.run({ rules: { region: { enabled: false }, "landmark-one-main": { enabled: false } } }),
      );
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      if (pictures) await page.screenshot({ path: join(pictures, `10-letter-${language}-${width}-${colorScheme}.png`), fullPage: true });
      await page.close();
    }
  });

  test(`the links of a letter in ${language} lead to pages that ask, and do it at one press`, async () => {
    const html = pageIn(await letterTo(language, name));
    const texts = { ...readJson(`web/texts/${language}/letters.json`).messages, ...readJson(`web/texts/${language}/me.json`).messages };
    for (const width of [320, 390, 1280]) {
      const fan = await arrive({ path: linkOf(html, "erase"), width, height: 640, locale: language });
      await fan.page.getByRole("heading", { name: texts["me.erase.ask"], exact: true }).waitFor();
      await fan.fitsTheScreen();
      await fan.isAccessible();
      await fan.photograph(`10-${language}-erase`);
      await fan.leave();
    }
    const fan = await arrive({ path: linkOf(html, "unsubscribe"), width: 320, height: 640, locale: language });
    await fan.fitsTheScreen();
    await fan.page.getByRole("button", { name: texts["letters.unsubscribe.button"], exact: true }).click();
    await fan.page.getByRole("heading", { name: texts["letters.unsubscribed.title"], exact: true }).waitFor();
    await fan.fitsTheScreen();
    await fan.photograph(`10-${language}-unsubscribed`);
    await fan.goTo(linkOf(html, "erase"));
    await fan.page.getByRole("button", { name: texts["me.erase.yes.button"], exact: true }).click();
    await fan.page.getByRole("heading", { name: texts["me.erase.done.title"], exact: true }).waitFor();
    await fan.fitsTheScreen();
    await fan.photograph(`10-${language}-erased`);
    fan.expects(/404/);
    const answer = await fan.goTo(`${linkOf(html, "erase")}x`);
    assert.equal(answer.status(), 404);
    await fan.fitsTheScreen();
    await fan.photograph(`10-${language}-unknown`);
    await fan.leave();
  });
}
