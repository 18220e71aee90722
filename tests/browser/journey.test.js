// A fan's way through the site, on the real binary.
//
//   CHANT_BINARY=… CHANT_PICTURES=DIR node --test journey.test.js

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startServer } from "./server.js";
import { openBrowser, Visitor } from "./visitor.js";

const pictures = process.env.CHANT_PICTURES;
let server;
let browser;

before(async () => {
  if (pictures) mkdirSync(pictures, { recursive: true });
  server = await startServer(process.env.CHANT_BINARY);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

const arrive = (options) => Visitor.arrive(browser, server.address, { pictures, ...options });

const screens = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];

for (const screen of screens) {
  test(`a fan makes a cover and shares it, ${screen.width} px wide`, async () => {
    const fan = await arrive({ ...screen, path: "/" });
    const { page } = fan;
    await fan.fitsTheScreen();
    await fan.photograph("1-landing");
    await page.getByRole("link", { name: "Make your cover" }).click();
    await page.waitForURL("**/en/studio#cover");
    await fan.makeCover("France", "Zoë Lefèvre-Ndiaye");
    await fan.fitsTheScreen();
    await fan.photograph("2-cover");

    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByRole("button", { name: "Link copied" }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(new URL(link).pathname, /^\/s\/[\w-]{16}$/);

    await page.getByRole("link", { name: "See your share page" }).click();
    await page.waitForURL(link);
    await page.getByRole("heading", { name: "Zoë Lefèvre-Ndiaye" }).waitFor();
    const natural = await page.locator("img.cover").evaluate(async (image) => {
      await image.decode();
      return image.naturalWidth;
    });
    assert.equal(natural, 1500);
    await fan.fitsTheScreen();
    await fan.photograph("3-share");
    await page.getByRole("link", { name: "Make your own cover" }).click();
    await page.getByRole("link", { name: "Make your cover" }).click();
    await fan.coverIsPrinted();
    await fan.leave();
  });
}

test("the session survives a reload and can be changed", async () => {
  const fan = await arrive();
  await fan.makeCover("Iceland", "Jón Þór");
  await fan.page.reload();
  await fan.coverIsPrinted();
  await fan.page.getByRole("button", { name: "Change team or name" }).click();
  assert.equal(await fan.page.getByLabel("Your name", { exact: true }).inputValue(), "Jón Þór");
  await fan.makeCover("Wales", "Jón Þór");
  await fan.leave();
});

test("no key is made before the first action", async () => {
  const fan = await arrive();
  assert.equal(await fan.sessionKey(), null);
  await fan.leave();
});

test("the keyboard alone is enough", async () => {
  const fan = await arrive();
  const { keyboard } = fan.page;
  await fan.page.getByRole("searchbox").focus();
  await keyboard.type("turk");
  await keyboard.press("Tab");
  await keyboard.press("Space");
  await fan.page.getByLabel("Your name", { exact: true }).focus();
  await keyboard.type("İpek");
  await keyboard.press("Enter");
  await fan.coverIsPrinted();
  const focused = await fan.page.evaluate(() => document.activeElement?.id);
  assert.equal(focused, "share-title");
  await fan.leave();
});

test("the page says what is missing before it asks the server", async () => {
  const fan = await arrive();
  const { page } = fan;
  const make = page.getByRole("button", { name: "Make my cover" });
  await make.click();
  await page.getByText("Pick a team first.").waitFor();
  await fan.chooseTeam("Spain", "Spain");
  await make.click();
  await page.getByText("Type your name.").waitFor();
  await page.getByLabel("Your name", { exact: true }).fill("x".repeat(41));
  await page.getByText("That’s too long for the cover.").waitFor();
  assert.equal(await fan.sessionKey(), null);
  await fan.leave();
});

test("a letter needs an address, an age and a yes", async () => {
  const fan = await arrive();
  const { page } = fan;
  await fan.makeCover("Portugal", "João");
  const boxes = page.getByRole("checkbox");
  assert.equal(await boxes.count(), 3);
  for (const box of await boxes.all()) assert.equal(await box.isChecked(), false);
  const send = page.getByRole("button", { name: "Send me the letter" });
  await send.click();
  await page.getByText("Type your e-mail address.").waitFor();
  await page.getByText("The letter needs your yes to the terms.").waitFor();
  await page.getByLabel("E-mail address").fill("joao@example.org");
  await page.getByLabel("Your age").selectOption("18+");
  await boxes.first().check();
  await send.click();
  await page.getByRole("heading", { name: "It’s on its way." }).waitFor();
  assert.match(readFileSync(await server.letter(), "utf8"), /^To: joao@example\.org|^To: .*<joao@example\.org>/m);
  await page.reload();
  await page.getByRole("heading", { name: "It’s on its way." }).waitFor();
  await fan.leave();
});

test("a busy server is asked again, and the fan is told", async () => {
  const fan = await arrive();
  fan.expects(/503/);
  let refusals = 1;
  await fan.page.route("**/api/v1/session/artwork", (route) =>
    refusals-- > 0
      ? route.fulfill({ status: 503, headers: { "Retry-After": "1" }, json: { code: "overloaded" } })
      : route.continue(),
  );
  await fan.chooseTeam("Italy", "Italy");
  await fan.page.getByLabel("Your name", { exact: true }).fill("Niccolò");
  await fan.page.getByRole("button", { name: "Make my cover" }).click();
  await fan.page.getByText("A lot of people are singing right now.").waitFor();
  await fan.coverIsPrinted();
  await fan.leave();
});

test("a lost connection is waited for", async () => {
  const fan = await arrive();
  fan.expects(/ERR_INTERNET_DISCONNECTED/);
  await fan.chooseTeam("Poland", "Poland");
  await fan.page.getByLabel("Your name", { exact: true }).fill("Świętosława");
  await fan.context.setOffline(true);
  await fan.page.getByRole("button", { name: "Make my cover" }).click();
  await fan.page.getByText("You’re offline.").waitFor();
  await fan.context.setOffline(false);
  await fan.coverIsPrinted();
  await fan.leave();
});

test("an error in the page is reported", async () => {
  const fan = await arrive();
  fan.expects(/planted/);
  const report = fan.page.waitForResponse("**/api/v1/errors");
  await fan.page.evaluate(() => setTimeout(() => { throw new Error("planted"); }));
  assert.equal((await report).status(), 202);
  await fan.leave();
});

test("an address that leads nowhere says so", async () => {
  const fan = await arrive();
  fan.expects(/404/);
  const answer = await fan.page.goto(`${server.address}/nowhere`);
  assert.equal(answer.status(), 404);
  await fan.page.getByRole("heading", { name: "Nothing plays here." }).waitFor();
  await fan.photograph("4-missing");
  await fan.leave();
});

test("every page is accessible as far as axe can tell", async () => {
  const fan = await arrive({ path: "/" });
  await fan.isAccessible();
  await fan.page.goto(`${server.address}/en/studio`);
  await fan.isAccessible();
  await fan.makeCover("Germany", "Jörg");
  await fan.isAccessible();
  await fan.page.getByRole("link", { name: "See your share page" }).click();
  await fan.page.locator("img.cover").waitFor();
  await fan.isAccessible();
  await fan.leave();
});
