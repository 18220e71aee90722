// Takes that go to another origin than the page's, as browsers allow it or not: the real binary, reached by
// one port for the pages and by another for uploads. The engine's, and those of a stock client of tus.
//
//   CHANT_BINARY=… node --test elsewhere.test.js        needs chromium, and web/node_modules

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { buildEnginePage } from "./engine/build.js";
import { fanHelpers } from "./engine/fan.js";
import { openEngine } from "./engine/studio.js";
import { openLine } from "./line.js";
import { startServer } from "./server.js";
import { openBrowser } from "./visitor.js";

let root;
let site; // where the pages are
let uploads; // where takes go
let foreign; // where some other pages are
let settings;
let server;
let browser;

before(async () => {
  root = await buildEnginePage();
  cpSync(new URL("../../web/share/share.html", import.meta.url), join(root, "share.html")); // serve wants one
  cpSync(createRequire(import.meta.url).resolve("tus-js-client/dist/tus.min.js"), join(root, "tus.js"));
  writeFileSync(
    join(root, "stock.html"),
    `<!doctype html><meta charset="utf-8"><title>ready</title><script src="/tus.js"></script>`,
  );
  [site, uploads, foreign] = await Promise.all([1, 2, 3].map(() => openLine(() => server.address)));
  settings = {
    campaign: { site: root },
    http: { public_url: site.address },
    takes: { upload_url: uploads.address },
  };
  server = await startServer(process.env.CHANT_BINARY, settings);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await Promise.all([site, uploads, foreign].map((line) => line?.close()));
  assert.equal(await server?.stop(), 0);
  if (root) rmSync(root, { recursive: true });
});

/** A page of the site; `asked` are "METHOD origin/first/path/segments" of what it asks for. */
async function openPage(path = "/", address = site.address) {
  const page = await openEngine(browser, address + path, { before: fanHelpers });
  page.asked = new Set();
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    page.asked.add(`${request.method()} ${origin}${pathname.split("/").slice(0, 4).join("/")}`);
  });
  return page;
}

const sentElsewhere = (page) => [...page.asked].filter((line) => line.includes(uploads.address)).sort();

/** What the store has of the only take of the page's fan. */
async function stored(page) {
  const [take, ...more] = await page.evaluate(() => takes());
  assert.deepEqual(more, []);
  return server.takes().find(({ id }) => id === take.id);
}

async function digestOfLongTake(page, length) {
  const bytes = await page.evaluate(async (length) => engine.base64(longTake(length).bytes), length);
  return createHash("sha256").update(Buffer.from(bytes, "base64")).digest("hex");
}

test("a take goes to another origin, and the page has nothing to complain about", async () => {
  const page = await openPage();
  const length = 700_000;
  const end = await page.evaluate(async (length) => {
    openSender();
    await uploader.accept(longTake(length), "2016-01");
    return until("done", "failed");
  }, length);
  assert.deepEqual(end, { phase: "done", totalBytes: length });
  assert.deepEqual(sentElsewhere(page), [`PATCH ${uploads.address}/api/v1/takes`]);
  assert.ok(page.asked.has(`POST ${site.address}/api/v1/takes`), "it is begun at home");
  const take = await stored(page);
  assert.deepEqual([take.state, take.sha256], ["uploaded", await digestOfLongTake(page, length)]);
  await page.finish();
});

test("a take that the server's death cut off goes on there, from the next page, and is there once", async () => {
  const page = await openPage();
  const length = 12_000_000;
  const dying = page.waitForFunction(() => globalThis.sent > 500_000);
  await page.evaluate((length) => {
    openSender();
    void uploader.accept(longTake(length), "2016-01");
  }, length);
  await dying;
  await server.crash();
  const { phase, sentBytes, cause } = await page.evaluate(async () => {
    const state = await until("waiting", "done");
    uploader.close();
    return state;
  });
  assert.deepEqual([phase, cause], ["waiting", "network"], "it died too late for this test");
  assert.ok(sentBytes < length);
  await server.recover();
  await page.reload();
  await page.waitForFunction(() => document.title === "ready");
  page.asked.clear();
  const end = await page.evaluate(() => {
    openSender();
    return until("done", "failed");
  });
  assert.equal(end.phase, "done");
  assert.deepEqual(sentElsewhere(page), ["HEAD", "PATCH"].map((verb) => `${verb} ${uploads.address}/api/v1/takes`));
  assert.ok(![...page.asked].some((line) => /^(POST|HEAD|PATCH) /.test(line) && line.includes(site.address)));
  assert.equal((await stored(page)).sha256, await digestOfLongTake(page, length));
  await page.finish();
});

test("the page reads why a take is refused there", async () => {
  const page = await openPage();
  const failed = await page.evaluate(async () => {
    openSender();
    const noise = { ...longTake(5000), bytes: new Blob([new Uint8Array(5000)]) };
    await uploader.accept(noise, "2016-01");
    return until("failed", "done");
  });
  assert.deepEqual([failed.phase, failed.status, failed.code], ["failed", 415, "media_type_unknown"]);
  await page.finish();
});

test("a page from before the settings changed brings its take home instead", async () => {
  await server.crash();
  await server.recover({ ...settings, takes: {} });
  const page = await openPage();
  await server.crash();
  await server.recover(settings);
  const told = page.waitForEvent("console", (message) => /Content Security Policy/.test(message.text()));
  const length = 700_000;
  const end = await page.evaluate(async (length) => {
    openSender();
    await uploader.accept(longTake(length), "2016-01");
    return until("done", "failed");
  }, length);
  assert.equal(end.phase, "done");
  await told;
  const sent = [...page.asked].filter((line) => line.startsWith("PATCH"));
  assert.ok(sent.includes(`PATCH ${site.address}/api/v1/takes`), sent.join());
  assert.equal((await stored(page)).sha256, await digestOfLongTake(page, length));
  await page.context().close();
});

test("pages of another origin may not send there", async () => {
  const page = await openPage("/", foreign.address);
  const told = page.waitForEvent("console", (message) => /CORS policy/.test(message.text()));
  const end = await page.evaluate(async () => {
    openSender();
    await uploader.accept(longTake(100_000), "2016-01");
    const state = await until("waiting", "done", "failed");
    uploader.close();
    return state;
  });
  assert.equal(end.phase, "waiting");
  await told;
  assert.equal((await stored(page)).state, "begun");
  await page.context().close();
});

/** A stock client's upload in the page; `steps` work with `open(more)`, which makes one. */
function withStockClient(page, steps) {
  return page.evaluate(`(async () => {
    const key = crypto.randomUUID();
    localStorage.setItem("chant.session", key);
    const headers = { Authorization: "Bearer " + key };
    const begin = { method: "PUT", headers: { ...headers, "Content-Type": "application/json" }, body: '{"language":"en"}' };
    await fetch("/api/v1/session", begin);
    const { bytes } = longTake(400_000);
    const open = (more) => {
      let upload;
      const ended = new Promise((resolve, reject) => {
        upload = new tus.Upload(bytes, {
          endpoint: "/api/v1/takes",
          chunkSize: 64 * 1024,
          retryDelays: [0, 100, 200, 400],
          metadata: { filetype: "audio/wav", consent: "recording-1" },
          headers,
          onError: reject,
          onSuccess: resolve,
          ...more,
        });
      });
      return { upload, ended };
    };
    return (${steps})(open);
  })()`);
}

for (const [how, options, verb = "PATCH"] of [
  ["in pieces", ""],
  ["whole, with an id for each request", "chunkSize: Infinity, addRequestId: true"],
  ["with its first piece at home", "uploadDataDuringCreation: true"],
  ["as a POST that stands for PATCH", "overridePatchMethod: true", "POST"],
])
  test(`a stock client's take goes there ${how}`, async () => {
    const page = await openPage("/stock.html");
    await withStockClient(
      page,
      `(open) => {
        const { upload, ended } = open({ ${options} });
        upload.start();
        return ended;
      }`,
    );
    assert.deepEqual(sentElsewhere(page), [`${verb} ${uploads.address}/api/v1/takes`]);
    const take = await stored(page);
    assert.deepEqual([take.state, take.bytes], ["uploaded", 400_000]);
    await page.finish();
  });

test("a stock client stops, goes on where it was, and takes its take back", async () => {
  const page = await openPage("/stock.html");
  const left = await withStockClient(
    page,
    `async (open) => {
      const { upload, ended } = open({
        onChunkComplete: (size, accepted) => accepted === 128 * 1024 && upload.abort().then(() => upload.start()),
      });
      upload.start();
      await ended;
      const whole = (await takes()).map(({ state, bytes }) => [state, bytes]);
      await upload.abort(true);
      return { whole, left: await takes() };
    }`,
  );
  assert.deepEqual(left, { whole: [["uploaded", 400_000]], left: [] });
  const verbs = ["DELETE", "HEAD", "PATCH"];
  assert.deepEqual(sentElsewhere(page), verbs.map((verb) => `${verb} ${uploads.address}/api/v1/takes`));
  await page.finish();
});
