// The stock client of tus against the real binary: what it uploads arrives, over a line that breaks.

import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { Upload } from "tus-js-client";

import { openLine } from "./line.js";
import { startServer } from "./server.js";

const webm = Buffer.from("1a45dfa39f4286810142f7810142f2810442f381084282847765626d", "hex");

let server;
before(async () => {
  server = await startServer(process.env.CHANT_BINARY);
});
after(() => server.stop());

async function openSession() {
  const secret = randomUUID();
  const answer = await fetch(`${server.address}/api/v1/session`, {
    method: "PUT",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ language: "en" }),
  });
  assert.equal(answer.status, 201);
  return secret;
}

function upload(data, endpoint, secret, more = {}) {
  return new Promise((resolve, reject) => {
    const sent = new Upload(data, {
      endpoint,
      chunkSize: 64 * 1024,
      retryDelays: [0, 100, 200, 400, 800, 1600],
      metadata: { filetype: "audio/webm;codecs=opus", consent: "recording-1", tier: "A" },
      headers: { authorization: `Bearer ${secret}` },
      onError: reject,
      onSuccess: () => resolve(sent),
      ...more,
    });
    sent.start();
  });
}

/** The finished take of these bytes, if there is one. */
function takeOf(data) {
  const digest = createHash("sha256").update(data).digest("hex");
  const found = server.takes().filter((take) => take.sha256 === digest);
  assert.ok(found.length <= 1, "a take is there twice");
  return found[0];
}

const recording = (size) => Buffer.concat([webm, randomBytes(size - webm.length)]);

test("a take arrives in pieces", async () => {
  const secret = await openSession();
  const data = recording(300_000);
  await upload(data, `${server.address}/api/v1/takes`, secret);
  assert.equal(takeOf(data).bytes, data.length);
});

test("a take arrives with its beginning, and in one piece", async () => {
  const secret = await openSession();
  const data = recording(200_000);
  await upload(data, `${server.address}/api/v1/takes`, secret, {
    chunkSize: Infinity,
    uploadDataDuringCreation: true,
  });
  assert.equal(takeOf(data).state, "uploaded");
});

test("a take arrives over a line that breaks in mid-piece", async () => {
  const secret = await openSession();
  const data = recording(400_000);
  const breaks = [200_000, 50_000, 90_000];
  const line = await openLine(() => server.address, breaks);
  try {
    const endpoint = `${line.address}/api/v1/takes`;
    const sent = await upload(data, endpoint, secret, { chunkSize: 150_000 });
    assert.equal(breaks.length, 0, "the line was to break");
    assert.ok(new URL(sent.url).pathname.startsWith("/api/v1/takes/"));
  } finally {
    await line.close();
  }
  assert.equal(takeOf(data).bytes, data.length);
});

test("a take is given up", async () => {
  const secret = await openSession();
  const data = recording(10_000);
  const sent = await upload(data, `${server.address}/api/v1/takes`, secret);
  await sent.abort(true);
  assert.equal(takeOf(data), undefined);
});
