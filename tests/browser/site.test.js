// What every fan sees before anything is pressed, on the real binary: pages, languages, offers.
//
//   CHANT_BINARY=… CHANT_PICTURES=DIR node --test site.test.js

import assert from "node:assert/strict";
import { test } from "node:test";

import { arrive as arriveAt, server } from "./fixture.js";

const listed = ["", "studio", "terms", "privacy", "rules", "help", "accessibility"];
const arrive = (options) => arriveAt({ path: "/", ...options });

test("a fan is offered the page in the language of the browser, and not asked again", async () => {
  const fan = await arrive({ locale: "fr-CA" });
  const offer = fan.page.locator(".offer");
  await offer.waitFor();
  assert.equal(await offer.getAttribute("lang"), "fr");
  assert.match(await offer.innerText(), /français/i);
  assert.equal(new URL(await offer.getByRole("link").getAttribute("href")).pathname, "/fr/");
  await fan.isAccessible();
  await fan.photograph("5-offer");
  await offer.getByRole("button").click();
  assert.equal(await offer.count(), 0);
  const answer = fan.page.waitForResponse("**/api/v1/hello");
  await fan.page.reload();
  await (await answer).finished();
  await fan.page.waitForLoadState("networkidle");
  assert.equal(await offer.isVisible(), false);
  await fan.leave();
});

test("nobody is offered the language they are reading", async () => {
  const fan = await arrive({ locale: "de-AT", path: "/de/" });
  await fan.page.waitForLoadState("networkidle");
  assert.equal(await fan.page.locator(".offer").isVisible(), false);
  await fan.leave();
});

test("the language menu works without script", async () => {
  const fan = await arrive();
  await fan.page.locator(".languages summary").click();
  await fan.page.getByRole("link", { name: "日本語" }).click();
  await fan.page.waitForURL("**/ja/");
  await fan.leave();
});

test("every page is accessible and fits the screen", async () => {
  for (const [language, width] of [["en", 320], ["ar", 390], ["ja", 1280]]) {
    const fan = await arrive({ width, locale: language, path: `/${language}/` });
    for (const path of [...listed, "closed"]) {
      await fan.page.goto(`${server.address}/${language}/${path}`);
      await fan.fitsTheScreen();
      await fan.isAccessible();
    }
    await fan.leave();
  }
});

test("a page that is not there says so in the language of its address", async () => {
  const fan = await arrive();
  fan.expects(/404/);
  const answer = await fan.page.goto(`${server.address}/ja/nowhere`);
  assert.equal(answer.status(), 404);
  assert.equal(await fan.page.evaluate(() => document.documentElement.lang), "ja");
  await fan.leave();
});

test("nothing moves while the landing page loads", async () => {
  for (const width of [320, 390, 1280]) {
    const fan = await arrive({ width });
    await fan.page.waitForLoadState("networkidle");
    const shift = await fan.layoutShift();
    assert.ok(shift <= 0.02, `${shift} at ${width} px`);
    await fan.leave();
  }
});
