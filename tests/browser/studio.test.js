// A fan sings: from the landing page to the share page, on the real binary, with a microphone that hears
// tones. What the engine records is tested by recording.test.js; this is what a fan sees of it.
//
//   CHANT_BINARY=… CHANT_PICTURES=DIR node --test studio.test.js

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { denying, hearing, scratch, sweep, withoutMicrophone } from "./engine/studio.js";
import { startServer } from "./server.js";
import { decode, melody, tones, wav } from "./sound.js";
import { Visitor } from "./visitor.js";

const pictures = process.env.CHANT_PICTURES;
const voice = tones([
  [440, 1, 0.4],
  [0, 0.2],
  [660, 1, 0.3],
]);
let server;
let singing;

before(async () => {
  if (pictures) mkdirSync(pictures, { recursive: true });
  server = await startServer(process.env.CHANT_BINARY);
  singing = await hearing("voice", voice);
});

after(async () => {
  await singing?.close();
  assert.equal(await server?.stop(), 0);
  sweep();
});

const arrive = (browser, options) =>
  Visitor.arrive(browser, server.address, { pictures, path: "/en/studio", ...options });

/** Past the microphone check. */
async function toTheStage(fan) {
  await fan.button("Turn on the microphone").first().click();
  await fan.page.getByText("Just right.").waitFor();
  await fan.button("I’m ready to sing").click();
  await fan.isAt("Your turn.");
}

/** Sings for some seconds, as the take counts them. */
async function sing(fan, seconds = 5) {
  await fan.button("Record").click();
  await fan.page.getByRole("status").filter({ hasText: "Recording" }).waitFor();
  await fan.page.waitForFunction(
    (left) => Number(document.querySelector(".voice-middle .left")?.textContent ?? 99) <= left,
    Math.round(22 - seconds),
  );
  await fan.button("Done").click();
  await fan.isAt("How was that?");
}

async function give(fan) {
  await fan.page.getByRole("checkbox", { name: "My recording may be mixed" }).check();
  await fan.button("Use this take").click();
  await fan.isAt("Now the cover.");
}

const arrived = (fan) => fan.page.getByText("Your voice is with us", { exact: true }).waitFor();

test("a fan sings, and every step is accessible", async () => {
  const fan = await arrive(singing, { path: "/", width: 390, height: 844 });
  const { page } = fan;
  const look = async (name) => {
    await fan.fitsTheScreen();
    await fan.isAccessible();
    await fan.photograph(name);
  };
  await page.getByRole("main").locator("a[href='/en/studio']").first().click();
  await fan.button("Turn on the microphone").click();
  await fan.isAt("Let us hear you.");
  await page.getByText("Just right.").waitFor();
  await look("s1-check");
  await fan.button("I’m ready to sing").click();
  await fan.isAt("Your turn.");
  await look("s2-ready");
  await fan.button("Rehearse").click();
  await page.getByText("Rehearsal, nothing is recorded").waitFor();
  await fan.button("Stop").click();
  await page.getByText("That was the rehearsal.").waitFor();
  await sing(fan);
  await look("s3-review");
  await fan.button("Play").click();
  await fan.button("Pause").waitFor();
  await page.getByRole("slider", { name: "Timing" }).fill("40");
  await page.getByText("40 ms later").waitFor();

  await fan.button("Use this take").click(); // without a yes nothing leaves the device
  await page.getByText("Without your yes it stays on this device.").waitFor();
  assert.equal(await fan.sessionKey(), null);
  await give(fan);
  await arrived(fan);
  await look("s4-cover");
  await fan.orderCover("Sweden", "Åsa");
  await fan.wantsNoLetter();
  await fan.coverIsPrinted();
  await page.getByText("Your voice and your cover.").waitFor();
  await page.getByRole("link", { name: "See your share page" }).click();
  await page.getByRole("heading", { name: "Åsa" }).waitFor();

  const files = server.exportTakes(join(scratch, "takes"));
  assert.equal(files.length, 1);
  const heard = melody(decode(files[0]).samples, [440, 660]);
  assert.ok(heard.join().includes("440,660") || heard.join().includes("440,0,660"), heard.join());
  await fan.leave();
});

test("a phone on its side shows the words and all there is to press", async () => {
  const height = 390;
  const fan = await arrive(singing, { width: 844, height });
  await toTheStage(fan);
  await fan.button("Record").click();
  await fan.page.getByRole("status").filter({ hasText: "Recording" }).waitFor();
  for (const part of [fan.page.locator(".karaoke-now"), fan.button("Done"), fan.button("Start over")]) {
    const box = await part.boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= height, `${box.y} + ${box.height}`);
  }
  await fan.button("Done").click();
  await fan.leave();
});

test("a reload and the back button lead where a fan expects", async () => {
  const fan = await arrive(singing);
  const { page } = fan;
  await toTheStage(fan);
  await page.reload(); // the microphone is gone with the page: it is asked for again
  await fan.isAt("The microphone is off.");
  await toTheStage(fan);
  await page.goBack();
  await fan.isAt("Let us hear you.");
  await page.goForward();
  await fan.isAt("Your turn.");
  await fan.button("Record").click();
  await page.getByText("Get ready").waitFor();
  await page.goBack(); // leaves the take, and nothing of it stays
  await fan.isAt("Let us hear you.");
  await page.goForward();
  await sing(fan);
  await page.reload();
  await fan.isAt("How was that?");
  await fan.button("Play").click();
  await fan.button("Pause").waitFor();
  await page.goto(`${server.address}/en/studio`);
  await page.getByText("Your last take is still here.").waitFor();
  await fan.button("Listen to it").click();
  await fan.isAt("How was that?");
  await give(fan);
  await arrived(fan);
  await page.reload();
  await fan.isAt("Now the cover.");
  await page.goBack();
  await fan.isAt("Your voice is in good hands.");
  await fan.button("On to my cover").click();
  await fan.orderCover("Ukraine", "Олена");
  await fan.isAt("Where do we send it?");
  await page.reload();
  await fan.wantsNoLetter();
  await fan.coverIsPrinted();
  await page.goBack();
  await fan.isAt("Where do we send it?");
  await fan.leave();
});

test("a denied microphone is explained, and leads to a file", async () => {
  const browser = await denying();
  const fan = await arrive(browser, { shy: true });
  const { page } = fan;
  await fan.button("Turn on the microphone").click();
  await fan.isAt("No microphone yet.");
  await page.getByText("The microphone is blocked for this page.").waitFor();
  await fan.isAccessible();
  await fan.button("Bring a recording instead").click();
  await fan.isAt("Bring your voice along.");
  await fan.isAccessible();
  const choose = (file) => page.getByLabel("Choose a sound file").setInputFiles(file);
  await choose({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("la la la") });
  await page.getByText("That’s neither a sound nor a video.").waitFor();
  await choose({ name: "short.wav", mimeType: "audio/wav", buffer: wav(voice.subarray(0, 48_000)) });
  await page.getByText("That was very short.").waitFor();
  const song = tones([[440, 4, 0.4]]);
  await choose({ name: "mine.wav", mimeType: "audio/wav", buffer: wav(song) });
  await fan.isAt("How was that?");
  await give(fan);
  await arrived(fan);
  await fan.leave();
  await browser.close();
});

test("without a microphone one may still make a cover", async () => {
  const browser = await withoutMicrophone();
  const fan = await arrive(browser);
  await fan.button("Turn on the microphone").click();
  await fan.page.getByText("We found no microphone.").waitFor();
  await fan.button("I’d rather not sing").click();
  await fan.isAt("Now the cover.");
  await fan.leave();
  await browser.close();
});

test("a browser inside an app shows the way out", async () => {
  const fan = await arrive(singing, { userAgent: "Mozilla/5.0 (iPhone) Instagram 300.0" });
  await fan.page.getByRole("heading", { name: "Better in your own browser." }).waitFor();
  await fan.button("Copy the address").click();
  assert.equal(await fan.page.evaluate(() => navigator.clipboard.readText()), `${server.address}/en/studio`);
  await fan.leave();
});

test("a lost network does not lose the voice", async () => {
  const fan = await arrive(singing);
  const { page } = fan;
  fan.expects(/ERR_INTERNET_DISCONNECTED/);
  await toTheStage(fan);
  await sing(fan);
  await fan.context.setOffline(true);
  await give(fan);
  await page.getByText("Your voice waits here until you’re online").waitFor();
  await fan.context.setOffline(false);
  await arrived(fan);
  await fan.leave();
});

for (const [state, title] of [
  ["before", "The studio isn’t open yet."],
  ["closed", "The studio is closed."],
])
  test(`a campaign that is ${state === "before" ? "not open yet" : "closed"} says so`, async () => {
    const fan = await arrive(singing, {
      prepare: (page) =>
        page.route("**/api/v1/hello", async (route) => {
          const answer = await (await route.fetch()).json();
          await route.fulfill({ json: { ...answer, campaign: { ...answer.campaign, state } } });
        }),
    });
    await fan.page.getByRole("heading", { name: title }).waitFor();
    await fan.isAccessible();
    await fan.leave();
  });
