// The way of a take to a server that fails in every way a network can think of.
//
//   node --test upload.test.js        needs chromium and web/node_modules

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";

import { buildEnginePage } from "./engine/build.js";
import { openEngine } from "./engine/studio.js";
import { TusServer } from "./tus_server.js";
import { openBrowser } from "./visitor.js";

let root;
let server;
let browser;

before(async () => {
  root = await buildEnginePage();
  server = await TusServer.start(root);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (root) rmSync(root, { recursive: true });
});

afterEach(() => {
  server.uploads.clear();
  server.calls.length = 0;
  server.faults.length = 0;
});

/** Puts helpers into the page: takes of a known content, and the states that an uploader went through. */
const helpers = () => {
  Math.random = () => 0; // the shortest of the waits that chance would choose among
  globalThis.takeOf = (length) => ({
    bytes: new Blob([Uint8Array.from({ length }, (_, i) => (i * 31) ^ (i >> 8))], { type: "audio/webm;codecs=opus" }),
    mediaType: "audio/webm;codecs=opus",
    tier: "A",
    durationSeconds: 4.5,
    loudestDbfs: -12,
    timing: { tier: "A", marker_seconds: 0.25, nudge_seconds: 0 },
  });
  globalThis.states = [];
  globalThis.openWatched = (options) => {
    globalThis.uploader = engine.openUploader(options);
    uploader.onChange((state) => states.push(state));
  };
  globalThis.until = (phase) =>
    new Promise((done) => {
      const look = (state) => state.phase === phase && done(state);
      look(uploader.state);
      uploader.onChange(look);
    });
};

const contentOf = (length) => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31) ^ (i >> 8)));
const arrive = () => openEngine(browser, server.address, { before: helpers });

/** Uploads `length` bytes to the end; resolves to the states on the way. */
const upload = (page, length) =>
  page.evaluate(async (length) => {
    openWatched();
    await uploader.accept(engine.withNudge(takeOf(length), 0.05), "2016-01");
    await until("done");
    return states;
  }, length);

function arrivedWhole(length) {
  assert.equal(server.whole.length, 1, server.calls.join(", "));
  const [{ bytes }] = server.whole;
  assert.ok(bytes.equals(contentOf(length)), "the bytes are the take's");
}

test("a take arrives whole, in small chunks first, announced with its digest", async () => {
  const page = await arrive();
  const states = await upload(page, 700_000);
  arrivedWhole(700_000);
  const [{ key, metadata, patches }] = server.whole;
  assert.equal(key, await page.evaluate(() => localStorage.getItem("chant.session")));
  assert.deepEqual(
    { ...metadata, timing: JSON.parse(metadata.timing) },
    {
      filetype: "audio/webm;codecs=opus",
      consent: "2016-01",
      tier: "A",
      timing: { tier: "A", marker_seconds: 0.25, nudge_seconds: 0.05 },
      sha256: createHash("sha256").update(contentOf(700_000)).digest("hex"),
    },
  );
  assert.equal(patches[0], 64 * 1024);
  assert.ok(patches.every((bytes) => bytes <= 256 * 1024));
  const sent = states.filter(({ phase }) => phase === "sending").map(({ sentBytes }) => sentBytes);
  assert.deepEqual(sent, [...sent].sort((a, b) => a - b));
  assert.deepEqual(states.at(-1), { phase: "done", totalBytes: 700_000 });
  await page.finish();
});

test("cuts, lost answers and wrong offsets lose nothing and send nothing twice", async () => {
  const page = await arrive();
  server.faults.push(
    { method: "POST", status: 503, retryAfter: 0 },
    { method: "POST", loseAnswer: true },
    { method: "PATCH", cutAfter: 20_000 },
    { method: "PATCH", loseAnswer: true },
    { method: "HEAD", status: 500 },
    { method: "PATCH", status: 409 },
    { method: "PATCH", status: 423 },
  );
  await upload(page, 400_000);
  arrivedWhole(400_000);
  for (const call of ["POST lost", "PATCH cut", "PATCH lost", "HEAD 500", "PATCH 409", "PATCH 423"])
    assert.ok(server.calls.includes(call), server.calls.join(", "));
  assert.deepEqual(server.faults, []);
  await page.finish();
});

test("the answer to the last byte may be lost", async () => {
  const page = await arrive();
  server.faults.push({ method: "PATCH", loseAnswer: true });
  await upload(page, 1000);
  arrivedWhole(1000);
  // Chromium repeats a request whose connection broke by itself; the offset forbids a second helping.
  const calls = server.calls.filter((call) => call !== "PATCH 409");
  assert.deepEqual(calls, ["POST 201", "PATCH lost", "HEAD 200"]);
  await page.finish();
});

test("a busy server is given the time it asks for", async () => {
  const page = await arrive();
  server.faults.push({ method: "PATCH", status: 429, retryAfter: 2 });
  const states = await upload(page, 1000);
  const waiting = states.find(({ phase }) => phase === "waiting");
  assert.equal(waiting.cause, "busy");
  assert.ok(waiting.seconds >= 3, `told ${waiting.seconds} s: two and the jitter`);
  arrivedWhole(1000);
  await page.finish();
});

test("an expired grant is replaced, and one that always is ends it", async () => {
  const page = await arrive();
  server.faults.push({ method: "PATCH", status: 410 });
  await upload(page, 1000);
  arrivedWhole(1000);
  assert.deepEqual(server.calls, ["POST 201", "PATCH 410", "POST 201", "PATCH 204"]);

  for (let i = 0; i < 3; ++i) server.faults.push({ method: "PATCH", status: 404, code: "not_found" });
  const failed = await page.evaluate(async () => {
    await uploader.accept(takeOf(1000), "2016-01");
    return until("failed");
  });
  assert.deepEqual(failed, { phase: "failed", code: "not_found", status: 404, totalBytes: 1000 });
  await page.finish();
});

test("a refusal is told with its code, kept, and can be tried again", async () => {
  const page = await arrive();
  server.faults.push({ method: "POST", status: 422, code: "no_consent" }, { method: "POST", status: 422 });
  const failed = await page.evaluate(async () => {
    openWatched();
    await uploader.accept(takeOf(5000), "2016-01");
    return until("failed");
  });
  assert.deepEqual([failed.code, failed.status], ["no_consent", 422]);
  await page.evaluate(async () => {
    uploader.retry();
    await until("sending");
    await until("failed");
    uploader.retry();
    await until("done");
  });
  arrivedWhole(5000);
  await page.finish();
});

test("a reload goes on where the page before was", async () => {
  const page = await arrive();
  server.faults.push({ method: "PATCH", cutAfter: 30_000 }, { method: "HEAD", status: 503, retryAfter: 60 });
  await page.evaluate(async () => {
    openWatched();
    await uploader.accept(takeOf(300_000), "2016-01");
    await until("waiting");
  });
  await page.waitForFunction(() => states.filter(({ phase }) => phase === "waiting").length === 2);
  await page.reload();
  await page.waitForFunction(() => document.title === "ready");
  await page.evaluate(async () => {
    openWatched();
    await until("done");
  });
  arrivedWhole(300_000);
  assert.equal(server.calls.filter((call) => call === "POST 201").length, 1);
  const again = server.whole[0].patches.reduce((sum, bytes) => sum + bytes, 0);
  assert.equal(again, 270_000, "what the server had was not sent again");
  await page.finish();
});

test("offline is waited out, and the take stays its singer's", async () => {
  const page = await arrive();
  await page.context().setOffline(true);
  const waiting = await page.evaluate(async () => {
    openWatched();
    await uploader.accept(takeOf(100_000), "2016-01");
    return until("waiting");
  });
  assert.deepEqual([waiting.cause, waiting.seconds], ["offline", null]);
  const next = "0d6e2f0a-9f3c-4d52-8f0e-2b9b1f6a7c11"; // a shared screen: somebody else is at it now
  const key = await page.evaluate((next) => {
    const key = localStorage.getItem("chant.session");
    localStorage.setItem("chant.session", next);
    return key;
  }, next);
  await page.context().setOffline(false);
  await page.evaluate(() => until("done"));
  arrivedWhole(100_000);
  assert.notEqual(key, next);
  assert.equal(server.whole[0].key, key);
  await page.finish();
});

test("one tab sends, the other waits and takes over", async () => {
  const first = await arrive();
  server.faults.push({ method: "PATCH", status: 503, retryAfter: 60 });
  await first.evaluate(async () => {
    openWatched();
    await uploader.accept(takeOf(50_000), "2016-01");
    await until("waiting");
  });
  const second = await first.context().newPage();
  await second.addInitScript(helpers);
  await second.goto(server.address);
  await second.waitForFunction(() => document.title === "ready");
  const waiting = await second.evaluate(async () => {
    openWatched();
    return until("waiting");
  });
  assert.equal(waiting.cause, "other_tab");
  await first.close();
  await second.evaluate(() => until("done"));
  arrivedWhole(50_000);
  assert.equal(server.calls.filter((call) => call === "POST 201").length, 1);
  await first.finish();
});

test("takes accepted one after the other arrive in that order", async () => {
  const page = await arrive();
  await page.evaluate(async () => {
    openWatched();
    await Promise.all([1000, 2000, 3000].map((length) => uploader.accept(takeOf(length), "2016-01")));
  });
  await page.waitForFunction(() => states.filter(({ phase }) => phase === "done").length === 3);
  assert.deepEqual(server.whole.map(({ length }) => length), [1000, 2000, 3000]);
  await page.finish();
});

test("a draft survives a reload until it is accepted or dropped", async () => {
  const page = await arrive();
  await page.evaluate(async () => {
    await engine.keepDraft(takeOf(1000));
    if (!(await engine.keepDraft(takeOf(2000)))) throw new Error("not kept");
  });
  await page.reload();
  await page.waitForFunction(() => document.title === "ready");
  const draft = await page.evaluate(async () => {
    const { bytes, ...facts } = await engine.loadDraft();
    return { size: bytes.size, type: bytes.type, ...facts };
  });
  assert.deepEqual([draft.size, draft.type, draft.tier], [2000, "audio/webm;codecs=opus", "A"]);
  assert.equal(draft.timing.marker_seconds, 0.25);
  const after = await page.evaluate(async () => {
    openWatched();
    await uploader.accept(await engine.loadDraft(), "2016-01");
    const drafts = [await engine.loadDraft()];
    await until("done");
    await engine.keepDraft(takeOf(1000));
    await engine.dropDraft();
    return [...drafts, await engine.loadDraft()];
  });
  assert.deepEqual(after, [null, null]);
  arrivedWhole(2000);
  await page.finish();
});

test("without storage and locks a take still arrives, and the page knows it is held in memory only", async () => {
  const page = await openEngine(browser, server.address, {
    before: `(${helpers})();
      Object.defineProperty(globalThis, "indexedDB", { value: { open() { throw new DOMException("", "SecurityError"); } } });
      Object.defineProperty(navigator, "locks", { value: undefined });`,
  });
  const kept = await page.evaluate(async () => {
    const draft = await engine.keepDraft(takeOf(1000));
    const found = (await engine.loadDraft()).bytes.size;
    openWatched();
    const parcel = await uploader.accept(takeOf(9000), "2016-01");
    await until("done");
    return [draft, found, parcel, await engine.loadDraft()];
  });
  assert.deepEqual(kept, [false, 1000, false, null]);
  arrivedWhole(9000);
  await page.finish();
});

test("whoever wants to be forgotten leaves no take behind, here or on the way", async () => {
  const page = await arrive();
  server.faults.push({ method: "POST", status: 410, code: "session_erased" });
  const [state, left] = await page.evaluate(async () => {
    openWatched();
    await uploader.accept(takeOf(1000), "2016-01");
    await until("sending");
    const state = await until("idle");
    await engine.keepDraft(takeOf(2000));
    await engine.forgetTakes();
    return [state, await engine.loadDraft()];
  });
  assert.deepEqual([state, left], [{ phase: "idle" }, null]);
  await page.reload();
  await page.waitForFunction(() => document.title === "ready");
  await page.evaluate(async () => {
    openWatched();
    await uploader.accept(takeOf(3000), "2016-01");
    await until("done");
  });
  arrivedWhole(3000);
  await page.finish();
});

test("what must come first, comes before a take is announced", async () => {
  const page = await arrive();
  await page.evaluate(async () => {
    let failures = 1;
    globalThis.begun = 0;
    const beforeCreate = async () => {
      if (failures-- > 0) throw new Error("not yet");
      begun += 1;
    };
    openWatched({ beforeCreate });
    await uploader.accept(takeOf(1000), "2016-01");
    await until("done");
  });
  assert.equal(await page.evaluate(() => begun), 1);
  assert.deepEqual(server.calls, ["POST 201", "PATCH 204"]);
  await page.finish();
});
