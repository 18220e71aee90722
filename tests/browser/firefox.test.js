// The studio's engine in Firefox: another recorder, another audio clock, the same takes.
//
//   node --test firefox.test.js        needs firefox-esr, pulseaudio, ffmpeg, and web/node_modules

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";

import { buildEnginePage } from "./engine/build.js";
import { openFirefox } from "./engine/firefox.js";
import { record, sweep } from "./engine/studio.js";
import { decode, onset, probe, strength, tones, wav } from "./sound.js";
import { TusServer } from "./tus_server.js";

let root;
let server;
let firefox;

before(async () => {
  root = await buildEnginePage();
  server = await TusServer.start(root);
  server.files.set("/backing.wav", wav(tones([[440, 3.2]])));
  firefox = await openFirefox();
});

after(async () => {
  await firefox?.close();
  await server?.stop();
  if (root) rmSync(root, { recursive: true });
  sweep();
});

for (const [tier, codec] of [["A", "opus"], ["B", "pcm_s16le"]])
  test(`${tier}: the microphone's tone is in the take, behind a marker where the facts put it`, async () => {
    await firefox.goto(server.address);
    const { take, problem, reason, file } = await record(firefox, `firefox-${tier}`, { tier });
    assert.deepEqual([reason, problem, take?.tier], ["finished", null, tier]);
    assert.equal(probe(file).codec_name, codec);
    const { samples, rate } = decode(file);
    const { marker_seconds, song_seconds } = take.timing;
    const burst = onset(samples, 2000, marker_seconds - 0.1, marker_seconds + 0.1);
    assert.ok(Math.abs(burst - marker_seconds) < 0.003, `burst at ${burst}, facts say ${marker_seconds}`);
    const sung = samples.subarray(Math.round((song_seconds + 1) * rate), Math.round((song_seconds + 1.5) * rate));
    assert.ok(strength(sung, 1000) > 0.02, `1 kHz is only ${strength(sung, 1000)} strong`);
    assert.ok(strength(sung, 1000) > 5 * strength(sung, 440), "the backing track is not in it");
  });
