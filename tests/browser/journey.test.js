// A fan's way through the site, on the real binary.
//
//   CHANT_BINARY=… CHANT_PICTURES=DIR node --test journey.test.js

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { arrive, browser, server } from "./fixture.js";
import { readCode } from "./qr_reader.js";
import { startServer } from "./server.js";
import { Visitor } from "./visitor.js";

const screens = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];

for (const screen of screens) {
  test(`a fan who would rather not sing makes a cover and shares it, ${screen.width} px wide`, async () => {
    const fan = await arrive({ ...screen, path: "/" });
    const { page } = fan;
    await fan.fitsTheScreen();
    await fan.photograph("1-landing");
    await page.getByRole("main").locator("a[href='/en/studio']").first().click();
    await page.waitForURL("**/en/studio");
    await fan.photograph("2-studio");
    await fan.fitsTheScreen();
    await fan.button("I’d rather not sing").click();
    await fan.isAt("Now the cover.");
    await fan.photograph("3-choosing");
    await fan.fitsTheScreen();
    await fan.orderCover("France", "Zoë Lefèvre-Ndiaye");
    await fan.isAt("Where do we send it?");
    await fan.photograph("4-letter");
    await fan.fitsTheScreen();
    await fan.wantsNoLetter();
    await fan.coverIsPrinted();
    await fan.photograph("5-result");
    await fan.fitsTheScreen();

    await fan.button("Copy link").click();
    await fan.button("Link copied").waitFor();
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
    await fan.photograph("6-share");
    await page.goBack();
    await fan.coverIsPrinted();
    await fan.leave();
  });
}

test("a fan who comes back finds the cover, and can change it", async () => {
  const fan = await arrive();
  await fan.makeCover("Iceland", "Jón Þór");
  await fan.page.reload();
  await fan.coverIsPrinted();
  await fan.page.goto(`${server.address}/en/studio`);
  await fan.button("See my cover").click();
  await fan.coverIsPrinted();
  await fan.button("Change team or name").click();
  await fan.isAt("Now the cover.");
  assert.equal(await fan.page.getByLabel("Your name", { exact: true }).inputValue(), "Jón Þór");
  await fan.chooseTeam("Wales", "Wales");
  await fan.button("Make my cover").click();
  await fan.coverIsPrinted(); // no letter was wanted before, so none is offered again
  await fan.leave();
});

test("a cover has its picture, its links and its code for every place", async () => {
  const fan = await arrive();
  const { page } = fan;
  await fan.makeCover("Romania", "Ștefan");
  const share = await page.evaluate(() => JSON.parse(localStorage.getItem("chant.studio")).artwork.share_url);
  for (const place of ["WhatsApp", "X", "Facebook", "Telegram"]) {
    const link = await page.getByRole("link", { name: `Share on ${place}` }).getAttribute("href");
    assert.ok(new URL(link).search.includes(encodeURIComponent(share)), `${place}: ${link}`);
  }
  const mail = await page.getByRole("link", { name: "E-mail" }).getAttribute("href");
  assert.ok(decodeURIComponent(mail).includes(share));
  for (const [name, width, height] of [["Cover", 1500, 1500], ["Post", 1200, 630], ["Card", 1200, 600]]) {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: new RegExp(`^${name} ${width} × ${height}`) }).click(),
    ]);
    assert.match(file.suggestedFilename(), /^VELA - One More Voice - \w+\.jpg$/);
    assert.equal(readFileSync(await file.path()).subarray(0, 3).toString("hex"), "ffd8ff");
  }
  await fan.button("QR code").click();
  const code = page.getByRole("img", { name: "Point a phone’s camera at this." });
  assert.equal(await readCode(browser, await code.screenshot()), share);
  await fan.leave();
});

test("no key is made before the first action", async () => {
  const fan = await arrive();
  assert.equal(await fan.sessionKey(), null);
  await fan.leave();
});

test("the keyboard alone is enough", async () => {
  const fan = await arrive({ path: "/en/studio" });
  const { keyboard } = fan.page;
  const press = async (name) => {
    for (let presses = 0; presses < 60; ++presses) {
      await keyboard.press("Tab");
      const focused = await fan.page.evaluate(() => document.activeElement.textContent);
      if (focused === name) return keyboard.press("Enter");
    }
    assert.fail(`Tab does not come to “${name}”`);
  };
  await press("I’d rather not sing");
  await fan.isAt("Now the cover.");
  await keyboard.press("Tab");
  await keyboard.type("İpek");
  await keyboard.press("Tab");
  await keyboard.type("turk");
  await keyboard.press("Tab");
  await keyboard.press("Space");
  await press("Make my cover");
  await fan.isAt("Where do we send it?");
  await press("No letter, thanks");
  await fan.isAt("You’re on the record.");
  await fan.coverIsPrinted();
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

test("a letter needs an address, an age and a yes; the draw is for adults", async () => {
  const fan = await arrive();
  const { page } = fan;
  await fan.orderCover("Portugal", "João");
  await fan.isAt("Where do we send it?");
  const boxes = page.getByRole("checkbox");
  assert.equal(await boxes.count(), 3);
  for (const box of await boxes.all()) assert.equal(await box.isChecked(), false);
  const draw = page.getByRole("checkbox", { name: "Enter me in the prize draw." });
  assert.ok(await draw.isDisabled());
  await fan.button("Send me the letter").click();
  await page.getByText("Type your e-mail address.").waitFor();
  await page.getByText("Please choose your age.").waitFor();
  await page.getByText("The letter needs your yes to the terms.").waitFor();
  const email = page.getByLabel("E-mail address");
  assert.ok(await email.evaluate((field) => field === document.activeElement));
  await email.fill("joao");
  await page.getByRole("radio", { name: "18 or older" }).check();
  await boxes.first().check();
  await draw.check();
  await fan.button("Send me the letter").click();
  fan.expects(/422/);
  await page.getByText("That isn’t an e-mail address.").waitFor(); // by the server's rules
  await email.fill("joao@example.org");
  await page.reload(); // what was typed is still there
  await fan.isAt("Where do we send it?");
  assert.equal(await email.inputValue(), "joao@example.org");
  assert.ok(await draw.isChecked());
  await fan.button("Send me the letter").click();
  await fan.coverIsPrinted();
  await page.getByText("Your letter is on its way.").waitFor();
  await page.getByText("You’re in the prize draw.").waitFor();
  assert.match(readFileSync(await server.letter(), "utf8"), /^To: joao@example\.org|^To: .*<joao@example\.org>/m);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(!kept.includes("joao@example.org"), "the address stays in no storage");
  await page.reload();
  await page.getByText("You’re in the prize draw.").waitFor();
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
  await fan.wantsNoLetter();
  await fan.coverIsPrinted();
  await fan.leave();
});

test("a studio whose words do not come says so, and comes to life when they do", async () => {
  let failures = 2;
  const fan = await arrive({
    path: "/en/help",
    prepare: (page) =>
      page.route("**/assets/studio-en-*.json", (route) => (failures-- > 0 ? route.abort() : route.continue())),
  });
  fan.expects(/ERR_FAILED/);
  await fan.page.goto(`${server.address}/en/studio#cover`);
  const notice = fan.page.getByText("A lot of people are singing right now.");
  await notice.waitFor();
  await fan.isAt("Now the cover.");
  assert.equal(await notice.count(), 0);
  await fan.makeCover("Spain", "Íñigo");
  await fan.leave();
});

test("a lost connection is waited for", async () => {
  const fan = await arrive();
  fan.expects(/ERR_INTERNET_DISCONNECTED/);
  await fan.chooseTeam("Poland", "Poland");
  await fan.page.getByLabel("Your name", { exact: true }).fill("Świętosława");
  await fan.context.setOffline(true);
  await fan.page.getByRole("button", { name: "Make my cover" }).click();
  await fan.page.getByText("You’re offline. We’ll go on as soon as you’re back.").waitFor();
  await fan.context.setOffline(false);
  await fan.wantsNoLetter();
  await fan.coverIsPrinted();
  await fan.leave();
});

test("a fan goes on where they were after the server's sudden end", async () => {
  const own = await startServer(process.env.CHANT_BINARY);
  const fan = await Visitor.arrive(browser, own.address);
  fan.expects(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET/);
  await own.crash();
  await fan.orderCover("Hungary", "Győző");
  await fan.page.getByText("A lot of people are singing right now.").waitFor();
  await own.recover();
  await fan.isAt("Where do we send it?");
  await own.crash();
  await own.recover();
  await fan.wantsNoLetter();
  await fan.coverIsPrinted();
  await fan.leave();
  assert.equal(await own.stop(), 0);
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
  await fan.button("I’d rather not sing").click();
  await fan.isAt("Now the cover.");
  await fan.isAccessible();
  await fan.orderCover("Germany", "Jörg");
  await fan.isAt("Where do we send it?");
  await fan.isAccessible();
  await fan.wantsNoLetter();
  await fan.coverIsPrinted();
  await fan.button("QR code").click();
  await fan.isAccessible();
  await fan.page.getByRole("link", { name: "See your share page" }).click();
  await fan.page.locator("img.cover").waitFor();
  await fan.isAccessible();
  await fan.leave();
});
