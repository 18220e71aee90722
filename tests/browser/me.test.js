// The fan's own page on the real binary: seen, downloaded, withdrawn, forgotten, erased.
//
//   CHANT_BINARY=… CHANT_PICTURES=DIR node --test me.test.js

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { arrive, browser, pictures, server } from "./fixture.js";
import { startServer } from "./server.js";
import { Visitor } from "./visitor.js";

/** A fan whose cover and letter are ordered, on the own page. */
async function returnAs(key, options) {
  const fan = await arrive({ path: "/en/help", ...options });
  await fan.page.evaluate((own) => localStorage.setItem("chant.session", own), key);
  await fan.page.goto(`${server.address}/en/me`);
  return fan;
}

async function call(key, verb, path, body, address = server.address) {
  const answer = await fetch(`${address}/api/v1/session${path}`, {
    method: verb,
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
}

async function takePart(name) {
  const key = randomUUID();
  const email = "zoe@example.org";
  const consents = { terms: true, newsletter: true };
  await call(key, "PUT", "", { language: "en" });
  const artwork = await call(key, "PUT", "/artwork", { name, team: "fr", language: "en" });
  const letter = await call(key, "PUT", "/subscriber", { email, language: "en", age_band: "18+", consents });
  assert.deepEqual([artwork.status, letter.status], [202, 200]);
  return { key, page: new URL(artwork.body.share_url).pathname };
}

test("a stranger learns that there is nothing, and no key is made", async () => {
  const fan = await arrive({ path: "/en/me" });
  await fan.page.getByRole("heading", { name: "Nothing here yet." }).waitFor();
  assert.equal(await fan.sessionKey(), null);
  await fan.isAccessible();
  await fan.leave();
});

/** The demo, but addresses must be confirmed by a letter. */
function campaignThatAsksTwice() {
  const directory = mkdtempSync(join(tmpdir(), "chant-campaign-"));
  cpSync(new URL("../../config/campaigns/demo", import.meta.url), directory, { recursive: true });
  const rules = JSON.parse(readFileSync(join(directory, "rules.json")));
  writeFileSync(join(directory, "rules.json"), JSON.stringify({ ...rules, double_opt_in: true }));
  return directory;
}

test("the letter that asks whose the address is comes again for the asking", async () => {
  const campaign = campaignThatAsksTwice();
  const asking = await startServer(process.env.CHANT_BINARY, { campaign: { dir: campaign } });
  const key = randomUUID();
  const own = (verb, path, body) => call(key, verb, path, body, asking.address);
  await own("PUT", "", { language: "en" });
  const wish = { email: "zoe@example.org", language: "en", age_band: "18+", consents: { terms: true } };
  assert.equal((await own("PUT", "/subscriber", wish)).body.subscriber.state, "pending");
  const sent = async (count) => {
    for (let tries = 0; ; tries++) {
      const { letters } = (await own("GET", "/export")).body;
      if (letters.filter(({ state }) => state === "accepted").length === count) return;
      assert.ok(tries < 600, `letter ${count} was not sent`);
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  await sent(1);
  for (const width of [320, 1280]) {
    const fan = await Visitor.arrive(browser, asking.address, { pictures, path: "/en/help", width });
    await fan.page.evaluate((mine) => localStorage.setItem("chant.session", mine), key);
    await fan.page.goto(`${asking.address}/en/me`);
    await fan.page.getByText(/a letter to zoe@example.org asks/).waitFor();
    await fan.fitsTheScreen();
    await fan.page.getByRole("button", { name: "Send the letter again" }).click();
    await fan.page.getByText("The letter is on its way. Look in the spam folder, too.").waitFor();
    await fan.isAccessible();
    await fan.photograph("6-me-letter-again");
    await sent(width === 320 ? 2 : 3);
    await fan.leave();
  }
  assert.equal(await asking.stop(), 0);
  rmSync(campaign, { recursive: true });
});

for (const width of [320, 1280])
  test(`a fan sees covers, address and consents, ${width} px wide`, async () => {
    const { key, page: share } = await takePart("Zoë");
    const fan = await returnAs(key, { width });
    const cover = fan.page.getByRole("img", { name: "Your cover: Zoë, France" });
    await cover.waitFor();
    await fan.page.getByText("We write to zoe@example.org.").waitFor();
    assert.equal(await fan.page.getByRole("checkbox", { name: "News about VELA by e-mail" }).isChecked(), true);
    assert.equal(await fan.page.getByRole("checkbox", { name: /recordings/ }).isChecked(), false);
    assert.equal(await fan.page.getByRole("link", { name: "Share page" }).getAttribute("href"), share);
    await fan.fitsTheScreen();
    await fan.isAccessible();
    await fan.photograph("6-me");
    await fan.leave();
  });

test("a consent is withdrawn by itself, at once", async () => {
  const { key } = await takePart("Zoë");
  const fan = await returnAs(key);
  const news = fan.page.getByRole("checkbox", { name: "News about VELA by e-mail" });
  await news.click();
  await fan.page.getByText("Saved.").waitFor();
  assert.equal(await news.isChecked(), false);
  const { body } = await call(key, "GET", "");
  assert.deepEqual(body.consents, ["terms"]);
  await fan.leave();
});

test("a consent names the very words that are read beside it", async () => {
  const { key } = await takePart("Zoë");
  const fan = await returnAs(key);
  const asked = fan.page.waitForRequest("**/session/consents");
  const box = fan.page.getByRole("checkbox", { name: /recordings/ });
  const words = await box.locator("xpath=..").innerText();
  await box.click();
  await fan.page.getByText("Saved.").waitFor();
  const body = (await asked).postDataJSON();
  assert.equal(body.recording, true);
  assert.equal(body.wordings.recording, createHash("sha256").update(words.trim()).digest("hex"));
  await fan.leave();
});

for (const width of [320, 1280])
  test(`who has not confirmed the address is told to look in the inbox, ${width} px wide`, async () => {
    const { key } = await takePart("Zoë");
    const fan = await returnAs(key, { width });
    await fan.page.route("**/api/v1/session", async (route) => {
      const answer = await route.fetch();
      const session = await answer.json();
      session.subscriber.state = "pending";
      await route.fulfill({ response: answer, json: session });
    });
    await fan.page.reload();
    await fan.page.getByText("Look in your inbox: a letter to zoe@example.org").waitFor();
    await fan.fitsTheScreen();
    await fan.isAccessible();
    await fan.photograph("6-me-pending");
    await fan.leave();
  });

test("a fan of age enters the draw", async () => {
  const { key } = await takePart("Zoë");
  const fan = await returnAs(key);
  await fan.button("Enter the draw").click();
  await fan.page.getByText("You’re in the draw. Good luck!").waitFor();
  assert.equal((await call(key, "GET", "")).body.drawn, true);
  await fan.leave();
});

test("all data comes as one file", async () => {
  const { key } = await takePart("Zoë");
  const fan = await returnAs(key);
  const arriving = fan.page.waitForEvent("download");
  await fan.button("Download my data").click();
  const text = readFileSync(await (await arriving).path(), "utf8");
  assert.match(text, /"Zoë"/);
  assert.match(text, /zoe@example\.org/);
  assert.ok(!text.includes(key), "the key is no part of it");
  JSON.parse(text);
  await fan.leave();
});

test("a refusal is told and nothing changes", async () => {
  const { key } = await takePart("Zoë");
  const fan = await returnAs(key);
  fan.expects(/422/);
  await fan.page.route("**/session/consents", (route) =>
    route.fulfill({ status: 422, json: { code: "session_full" } }),
  );
  const news = fan.page.getByRole("checkbox", { name: "News about VELA by e-mail" });
  await news.click();
  await fan.page.getByText("That didn’t work: That’s as much as one fan may do here.").waitFor();
  assert.equal(await news.isChecked(), true);
  await fan.leave();
});

test("the device forgets, the server does not", async () => {
  const { key } = await takePart("Zoë");
  const fan = await returnAs(key);
  await fan.button("Forget me on this device").click();
  await fan.page.getByRole("heading", { name: "Nothing here yet." }).waitFor();
  assert.equal(await fan.sessionKey(), null);
  assert.equal((await call(key, "GET", "")).status, 200);
  await fan.leave();
});

test("an erase asks once more, and then all is gone", async () => {
  const { key, page: share } = await takePart("Zoë");
  const fan = await returnAs(key);
  await fan.button("Erase everything").click();
  await fan.button("No, keep it").click();
  assert.equal((await call(key, "GET", "")).status, 200);
  await fan.button("Erase everything").click();
  await fan.isAccessible();
  await fan.button("Yes, erase it").click();
  await fan.page.getByRole("heading", { level: 1, name: "It’s all gone." }).waitFor();
  assert.equal(await fan.sessionKey(), null);
  assert.equal((await call(key, "GET", "")).status, 410);
  assert.equal((await fetch(server.address + share)).status, 410);
  await fan.leave();
});
