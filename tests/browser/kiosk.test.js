// The pop-up studio's screen on the real binary: a cover, a code for the phone, and no memory.
//
//   CHANT_BINARY=… CHANT_PICTURES=DIR node --test kiosk.test.js

import assert from "node:assert/strict";
import { test } from "node:test";

import { arrive, browser, server } from "./fixture.js";
import { readCode } from "./qr_reader.js";

/** `isTimed`: the page's clock is moved by the test. */
async function stepUp({ isTimed = false, ...options } = {}) {
  const fan = await arrive({ path: "/en/help", ...options });
  if (isTimed) await fan.page.clock.install();
  await fan.page.goto(`${server.address}/en/kiosk`);
  return fan;
}

test("the code on the screen leads a phone to the studio", async () => {
  const fan = await stepUp();
  const code = fan.page.getByRole("img", { name: "A code with the studio’s address" });
  await code.locator("path").nth(1).waitFor({ state: "attached" });
  await fan.page.waitForFunction(() => document.querySelector(".qr path:last-child").getAttribute("d"));
  assert.equal(await readCode(browser, await code.screenshot()), `${server.address}/en/studio`);
  await fan.isAccessible();
  await fan.leave();
});

for (const [width, height] of [[390, 844], [1080, 1920], [1280, 800]])
  test(`a fan makes a cover and takes it along, on ${width} × ${height}`, async () => {
    const fan = await stepUp({ width, height });
    await fan.fitsTheScreen();
    await fan.photograph("7-kiosk");
    await fan.button("Touch to begin").click();
    await fan.page.getByLabel("Your name", { exact: true }).fill("Łucja");
    await fan.page.getByRole("radio", { name: "Poland", exact: true }).check();
    await fan.isAccessible();
    await fan.button("Make my cover").click();
    await fan.page.getByRole("heading", { name: "Take it home." }).waitFor();
    const code = fan.page.getByRole("img", { name: "A code with your cover’s address" });
    await fan.page.waitForFunction(() => document.querySelector(".qr path:last-child").getAttribute("d"));
    const address = await readCode(browser, await code.screenshot());
    assert.match(address, /\/s\/[\w-]{16}$/);
    assert.equal((await fetch(address)).status, 200);
    await fan.fitsTheScreen();
    await fan.isAccessible();
    await fan.photograph("8-kiosk-cover");
    assert.notEqual(await fan.sessionKey(), null);
    await fan.button("Done").click();
    await fan.button("Touch to begin").waitFor();
    assert.equal(await fan.sessionKey(), null);
    await fan.leave();
  });

test("the screen starts over after a minute without a touch, and forgets", async () => {
  const fan = await stepUp({ isTimed: true });
  await fan.button("Touch to begin").click();
  const name = fan.page.getByLabel("Your name", { exact: true });
  await name.fill("Łucja");
  await fan.page.evaluate(() => localStorage.setItem("chant.session", "of the fan who left"));
  await fan.page.clock.runFor(52_000);
  await fan.page.getByRole("alertdialog").waitFor();
  await fan.button("I’m still here").click();
  await fan.page.clock.runFor(45_000);
  assert.equal(await fan.page.getByRole("alertdialog").count(), 0);
  assert.equal(await name.inputValue(), "Łucja");
  await fan.page.clock.runFor(20_000);
  await fan.button("Touch to begin").waitFor();
  assert.equal(await fan.sessionKey(), null);
  await fan.button("Touch to begin").click();
  assert.equal(await name.inputValue(), "");
  await fan.leave();
});

test("whom the screen showed before is not who comes next", async () => {
  const fan = await stepUp();
  await fan.page.evaluate(() => localStorage.setItem("chant.session", "left behind"));
  await fan.page.reload();
  await fan.button("Touch to begin").waitFor();
  await fan.page.waitForFunction(() => localStorage.getItem("chant.session") === null);
  await fan.leave();
});
