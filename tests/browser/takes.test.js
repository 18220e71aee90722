// From a microphone to the store: the engine's takes on the real binary.
//
//   CHANT_BINARY=… node --test takes.test.js        needs chromium, ffmpeg, and web/node_modules

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { buildEnginePage } from "./engine/build.js";
import { fanHelpers as helpers } from "./engine/fan.js";
import { hearing, openEngine, record, sweep } from "./engine/studio.js";
import { startServer } from "./server.js";
import { tones, wav } from "./sound.js";

let root;
let server;
let browser;

before(async () => {
  root = await buildEnginePage();
  writeFileSync(join(root, "backing.wav"), wav(tones([[440, 3.2]])));
  cpSync(new URL("../../web/share/share.html", import.meta.url), join(root, "share.html")); // serve wants one
  server = await startServer(process.env.CHANT_BINARY, { campaign: { site: root } });
  browser = await hearing("singer", tones([[440, 0.5], [880, 0.5]]));
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  if (root) rmSync(root, { recursive: true });
  sweep();
});

/** What the store says of the take with this id. */
const stored = (id) => server.takes().find((take) => take.id === id);

const digestOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

for (const tier of ["A", "B"])
  test(`${tier}: what was recorded is what the store has`, async () => {
    const page = await openEngine(browser, server.address, { before: helpers });
    const { file } = await record(page, `stored-${tier}`, { tier, keepDraft: true });
    const end = await page.evaluate(async () => {
      openSender();
      await uploader.accept(await engine.loadDraft(), "2016-01");
      return until("done", "failed");
    });
    assert.deepEqual(end, { phase: "done", totalBytes: readFileSync(file).length });
    const [take] = await page.evaluate(() => takes());
    assert.deepEqual([take.state, take.bytes], ["uploaded", readFileSync(file).length]);
    assert.match(take.media_type, tier === "A" ? /webm/ : /wav/);
    assert.equal(stored(take.id).sha256, digestOf(readFileSync(file)));
    assert.equal(stored(take.id).sha256_by, "client", "the browser said what it is about to send");
    await page.finish();
  });

test("a server that dies in mid-upload is waited for, and has every byte once", async () => {
  const page = await openEngine(browser, server.address, { before: helpers });
  const length = 12_000_000;
  const dying = page.waitForFunction(() => globalThis.sent > 500_000);
  await page.evaluate((length) => {
    openSender();
    void uploader.accept(longTake(length), "2016-01");
  }, length);
  await dying;
  await server.crash();
  const { phase, sentBytes } = await page.evaluate(() => until("waiting", "done"));
  assert.equal(phase, "waiting", "it died too late for this test");
  assert.ok(sentBytes < length);
  await server.recover();
  await page.evaluate(() => uploader.retry());
  assert.equal((await page.evaluate(() => until("done", "failed"))).phase, "done");
  const found = await page.evaluate(() => takes());
  assert.deepEqual(found.map(({ state, bytes }) => [state, bytes]), [["uploaded", length]]);
  const bytes = await page.evaluate(async (length) => engine.base64(longTake(length).bytes), length);
  assert.equal(stored(found[0].id).sha256, digestOf(Buffer.from(bytes, "base64")));
  await page.finish();
});

test("announcements whose answers are lost do not stand in the way of the take", async () => {
  const page = await openEngine(browser, server.address, { before: helpers });
  let lost = 0;
  await page.route("**/api/v1/takes", async (route) => {
    if (lost === 3) return route.continue();
    lost += 1;
    await route.fetch(); // the server hears it
    await route.abort();
  });
  const end = await page.evaluate(async () => {
    openSender();
    await uploader.accept(longTake(100_000), "2016-01");
    return until("done", "failed");
  });
  assert.deepEqual([lost, end.phase], [3, "done"]);
  const found = await page.evaluate(() => takes());
  assert.deepEqual(found.map(({ state, bytes }) => [state, bytes]), [["uploaded", 100_000]]);
  await page.finish();
});

test("a take of no known kind is refused with its code", async () => {
  const page = await openEngine(browser, server.address, { before: helpers });
  const failed = await page.evaluate(async () => {
    openSender();
    const noise = { ...longTake(5000), bytes: new Blob([new Uint8Array(5000)]) };
    await uploader.accept(noise, "2016-01");
    return until("failed", "done");
  });
  assert.deepEqual([failed.phase, failed.status], ["failed", 415]);
  assert.match(failed.code, /^media_type_/);
  await page.finish();
});
