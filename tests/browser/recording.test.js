// The studio's engine in headless Chromium: what its takes sound like to somebody who decodes them.
//
//   node --test recording.test.js        needs chromium, ffmpeg, and web/node_modules

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { buildEnginePage } from "./engine/build.js";
import { denying, hearing, keep, lyrics, openEngine, record, scratch, sweep, withoutMicrophone } from "./engine/studio.js";
import { decode, encode, melody, onset, probe, strength, tones, wav } from "./sound.js";
import { TusServer } from "./tus_server.js";

const scale = [440, 880, 1760];
const sung = tones([[440, 0.7], [0, 0.2], [880, 0.7], [0, 0.2], [1760, 0.7], [0, 0.2]]);
const beepAt = 1;
const beeping = (hertz) => wav(tones([[0, beepAt], [hertz, 0.05], [0, 2.15]]));

let root;
let server;
let singer;

before(async () => {
  root = await buildEnginePage();
  server = await TusServer.start(root);
  server.files.set("/backing.wav", beeping(1000));
  server.files.set("/other.wav", beeping(3000));
  singer = await hearing("sung", sung);
});

after(async () => {
  await singer?.close();
  await server?.stop();
  if (root) rmSync(root, { recursive: true });
  sweep();
});

const withoutWebm = () => {
  const { isTypeSupported } = MediaRecorder;
  MediaRecorder.isTypeSupported = (type) => !/webm|ogg/.test(type) && isTypeSupported.call(MediaRecorder, type);
};
const withoutRecorder = () => delete globalThis.MediaRecorder;

/** What was sung is in the file, tone after tone, and lies where the facts say. */
function holdsTheSong({ take, file }) {
  const { rate, samples } = decode(file);
  const { marker_seconds, song_seconds } = take.timing;
  const heard = melody(samples.subarray(Math.round(song_seconds * rate)), scale).filter((tone) => tone);
  const wanted = scale.flatMap((tone, i) => `${tone},${scale[(i + 1) % 3]}`);
  for (let i = 1; i < heard.length; ++i) assert.ok(wanted.includes(`${heard[i - 1]},${heard[i]}`), `heard ${heard}`);
  assert.ok(heard.length >= 3, `heard ${heard}`);

  const burst = onset(samples, 2000, marker_seconds - 0.1, marker_seconds + 0.1);
  assert.ok(Math.abs(burst - marker_seconds) < 0.002, `burst at ${burst}, facts say ${marker_seconds}`);
  assert.ok(Math.abs(song_seconds - marker_seconds - 1.1) < 1e-4, "lead and count-in are 1.1 s");
}

test("A: MediaRecorder takes WebM, and what was sung is in it", async () => {
  const page = await openEngine(singer, server.address);
  assert.equal(await page.evaluate(() => engine.examineBrowser().tier), "A");
  const ending = await record(page, "a.webm");
  assert.deepEqual([ending.reason, ending.problem, ending.take.tier], ["finished", null, "A"]);
  assert.match(ending.take.mediaType, /^audio\/webm/);
  const { codec_name, container, channels } = probe(ending.file);
  assert.deepEqual([codec_name, container, channels], ["opus", "matroska,webm", 1]);
  holdsTheSong(ending);
  assert.ok(ending.words.includes("good"), `levels were ${ending.words}`);
  assert.ok(Math.max(...ending.peaks) > 0.3 && ending.peaks.length > 100, "the live waveform shows the voice");
  const { timing } = ending.take;
  assert.equal(timing.echo_cancellation, false);
  assert.equal(timing.headphones, true);
  assert.equal(timing.clipped, false);
  assert.ok(timing.latency_seconds > 0 && timing.latency_seconds < 0.5);
  assert.ok(JSON.stringify(timing).length < 2048);
  await page.finish();
});

test("A: a browser without WebM takes MP4", async () => {
  const page = await openEngine(singer, server.address, { before: withoutWebm });
  const ending = await record(page, "a.mp4");
  assert.match(ending.take.mediaType, /^audio\/mp4/);
  assert.match(probe(ending.file).container, /mp4/);
  holdsTheSong(ending);
  await page.finish();
});

test("B: without MediaRecorder the worklet takes WAV", async () => {
  const page = await openEngine(singer, server.address, { before: withoutRecorder });
  assert.equal(await page.evaluate(() => engine.examineBrowser().tier), "B");
  const ending = await record(page, "b.wav");
  assert.deepEqual([ending.reason, ending.problem, ending.take.tier], ["finished", null, "B"]);
  const { codec_name, container } = probe(ending.file);
  assert.deepEqual([codec_name, container], ["pcm_s16le", "wav"]);
  assert.ok(ending.take.timing.lost_frames >= 0);
  holdsTheSong(ending);
  await page.finish();
});

test("B: a MediaRecorder that fails at the start is replaced by the worklet", async () => {
  const page = await openEngine(singer, server.address, {
    before: () => {
      MediaRecorder.prototype.start = () => {
        throw new DOMException("no encoder", "NotSupportedError");
      };
    },
  });
  const ending = await record(page, "replaced.wav", { stopAfter: 3.05 });
  assert.deepEqual([ending.reason, ending.take.tier], ["stopped", "B"]);
  await page.finish();
});

// A room: what the booth plays comes back into the microphone later and quieter.
const inRoom = (page, room) =>
  page.evaluate(
    async ({ lyrics, tier, delaySeconds, bleed, calibrating }) => {
      const { openBooth, loadSong, perform, calibrate, openReview } = engine;
      const booth = openBooth();
      await booth.running;
      const { context } = booth;
      const air = context.createDelay(1);
      const [wall, source] = [context.createGain(), context.createGain()];
      const noise = context.createBufferSource();
      noise.buffer = context.createBuffer(1, context.sampleRate, context.sampleRate);
      noise.buffer.getChannelData(0).forEach((_, i, hiss) => (hiss[i] = (Math.random() * 2 - 1) * 0.005));
      noise.loop = true;
      noise.connect(source);
      noise.start();
      air.delayTime.value = delaySeconds;
      wall.gain.value = bleed;
      booth.output.connect(air).connect(wall).connect(source);
      const microphone = {
        tier,
        source,
        headphones: false,
        bluetooth: false,
        settings: {},
        latencySeconds: null,
        onLevel: () => () => {},
        onInterrupted: () => () => {},
        close: () => {},
      };
      if (calibrating) return calibrate(booth, microphone);
      const song = await loadSong(booth, { backing: [{ url: "/backing.wav", type: "audio/wav" }], lyrics });
      const calibration = { heardSpeaker: true, latencySeconds: delaySeconds, latencySource: "chirp" };
      const performance = await perform(booth, song, { microphone, calibration });
      const { take, problem } = await performance.ended;
      source.disconnect();
      const review = await openReview(booth, take, song);
      const beep = () => {
        const peaks = [...review.voicePeaks(400)];
        return peaks.findIndex((peak) => peak > Math.max(...peaks) / 2) * (lyrics.duration_seconds / peaks.length);
      };
      const voiceAt = [beep()];
      review.setNudge(0.1);
      voiceAt.push(beep());
      review.close();

      // The same take over a track that beeps differently: what is heard, from half a second on.
      const other = await loadSong(booth, { backing: [{ url: "/other.wav", type: "audio/wav" }], lyrics });
      const heard = [];
      for (const nudge of [0, 0.1]) {
        const mix = await openReview(booth, engine.withNudge(take, nudge), other);
        const capture = await engine.capturePcm(context, booth.output);
        mix.seek(0.5);
        mix.play();
        await new Promise((done) => {
          const watch = setInterval(() => mix.position() > 1.5 && done(clearInterval(watch)), 20);
        });
        mix.pause();
        heard.push(await engine.base64(engine.wavFile((await capture.stop()).samples, context.sampleRate)));
        mix.close();
      }
      return { problem, timing: take.timing, voiceAt, heard, bytes: await engine.base64(take.bytes) };
    },
    { lyrics, tier: "A", bleed: 1, ...room },
  );

for (const [tier, ending] of [["A", "webm"], ["B", "wav"]])
  test(`${tier}: a beep of the backing track is found in the take less than 2 ms off, and heard in time`, async () => {
    const page = await openEngine(singer, server.address);
    const delaySeconds = 0.12;
    const { timing, voiceAt, heard, bytes } = await inRoom(page, { tier, delaySeconds });
    const expected = timing.song_seconds + delaySeconds + beepAt;
    const found = onset(decode(keep(`room.${ending}`, bytes)).samples, 1000, expected - 0.3, expected + 0.3);
    assert.ok(Math.abs(found - expected) < 0.002, `beep at ${found}, expected at ${expected}`);
    // The review takes the latency back, and moves the voice where the fan wants it.
    assert.ok(Math.abs(voiceAt[0] - beepAt) <= 0.011, `voice at ${voiceAt[0]}`);
    assert.ok(Math.abs(voiceAt[1] - beepAt - 0.1) <= 0.011, `nudged voice at ${voiceAt[1]}`);
    for (const [i, nudge] of [0, 0.1].entries()) {
      const { samples } = decode(keep(`mix-${i}.wav`, heard[i]));
      const [voice, track] = [1000, 3000].map((hertz) => onset(samples, hertz, 0.2, 1.5));
      assert.ok(Math.abs(voice - track - nudge) < 0.005, `voice at ${voice}, track at ${track}, nudge ${nudge}`);
    }
    await page.finish();
  });

test("chirps tell the way through the air, and that there is none", async () => {
  const page = await openEngine(singer, server.address);
  for (const [delaySeconds, bleed] of [[0.04, 0.3], [0.188, 0.05]]) {
    const found = await inRoom(page, { delaySeconds, bleed, calibrating: true });
    assert.equal(found.heardSpeaker, true, JSON.stringify(found));
    assert.equal(found.latencySource, "chirp");
    assert.ok(Math.abs(found.latencySeconds - delaySeconds) < 0.002, `${found.latencySeconds} for ${delaySeconds}`);
  }
  const deaf = await inRoom(page, { delaySeconds: 0.1, bleed: 0.0001, calibrating: true });
  assert.equal(deaf.heardSpeaker, false, JSON.stringify(deaf));
  assert.match(deaf.latencySource, /^(device|default)$/);
  await page.finish();
});

test("the demo campaign's song loads in either encoding, on one clock with its words", async () => {
  const media = new URL("../../config/campaigns/demo/media/", import.meta.url);
  for (const name of ["backing.ogg", "backing.m4a", "guide.ogg", "guide.m4a", "lyrics.json"])
    server.files.set(`/${name}`, readFileSync(new URL(name, media)));
  const page = await openEngine(singer, server.address);
  for (const [ending, type] of [["ogg", "audio/ogg;codecs=opus"], ["m4a", "audio/mp4;codecs=mp4a.40.2"]]) {
    const song = await page.evaluate(
      async ([ending, type]) => {
        const booth = engine.openBooth();
        const from = (track) => [{ url: "/missing", type }, { url: `/${track}.${ending}`, type }];
        const song = await engine.loadSong(booth, { backing: from("backing"), guide: from("guide"), lyrics: "/lyrics.json" });
        booth.close();
        const { lyrics, backing, guide, durationSeconds, countInSeconds } = song;
        const last = lyrics.lines.at(-1).end;
        return { lasts: [backing.duration, guide.duration, durationSeconds], wanted: lyrics.duration_seconds, last, countInSeconds };
      },
      [ending, type],
    );
    for (const seconds of song.lasts) assert.ok(Math.abs(seconds - song.wanted) < 0.15, `${ending}: ${song.lasts}`);
    assert.ok(song.last <= song.wanted && song.countInSeconds > 1);
  }
  await page.finish();
});

test("a rehearsal counts in, follows the song and keeps nothing", async () => {
  const page = await openEngine(singer, server.address);
  const { ending, recording, positions, beats } = await page.evaluate(async (lyrics) => {
    const booth = engine.openBooth();
    const song = await engine.loadSong(booth, { backing: [{ url: "/backing.wav", type: "audio/wav" }], lyrics });
    const performance = await engine.perform(booth, song);
    const positions = [];
    const beats = [];
    const watch = setInterval(() => {
      positions.push(performance.position());
      beats.push(performance.beat());
    }, 20);
    const ending = await performance.ended;
    clearInterval(watch);
    booth.close();
    return { ending, recording: performance.recording, positions, beats };
  }, lyrics);
  assert.deepEqual([ending, recording], [{ reason: "finished", take: null, problem: null }, false]);
  assert.ok(positions[0] < -0.5, `began at ${positions[0]}`);
  assert.ok(positions.at(-1) > 2.7, `ended at ${positions.at(-1)}`);
  for (let i = 1; i < positions.length; ++i) assert.ok(positions[i] >= positions[i - 1] - 0.01, "time runs forward");
  for (const beat of [-4, -3, -2, -1, 0, 5]) assert.ok(beats.includes(beat), `no beat ${beat} in ${[...new Set(beats)]}`);
  await page.finish();
});

test("singing that is too loud is told at once and noted in the take", async () => {
  const shouting = await hearing("loud", tones([[440, 1, 3]]));
  const page = await openEngine(shouting, server.address);
  const ending = await record(page, "loud.webm", { stopAfter: 3.05 });
  assert.ok(ending.words.includes("loud"), `levels were ${ending.words}`);
  assert.equal(ending.take.timing.clipped, true);
  await page.finish();
  await shouting.close();
});

test("silence is told at once and refused as a take", async () => {
  const mute = await hearing("silence", tones([[0, 1]]));
  const page = await openEngine(mute, server.address);
  const ending = await record(page, "silence", { stopAfter: 3.05 });
  assert.deepEqual([ending.take, ending.problem], [null, "silent"]);
  assert.deepEqual(ending.words, ["silent"]);
  await page.finish();
  await mute.close();
});

test("less than three seconds of singing are no take", async () => {
  const page = await openEngine(singer, server.address);
  const ending = await record(page, "short", { stopAfter: 1 });
  assert.deepEqual([ending.reason, ending.take, ending.problem], ["stopped", null, "too_short"]);
  await page.finish();
});

test("a recorder that brings no byte makes no take", async () => {
  const page = await openEngine(singer, server.address, {
    before: () => Object.defineProperty(BlobEvent.prototype, "data", { get: () => new Blob([]) }),
  });
  const ending = await record(page, "empty", { stopAfter: 3.05 });
  assert.deepEqual([ending.take, ending.problem], [null, "empty"]);
  await page.finish();
});

test("an interruption keeps what was sung until then", async () => {
  const page = await openEngine(singer, server.address, {
    before: () => {
      const ask = MediaDevices.prototype.getUserMedia;
      MediaDevices.prototype.getUserMedia = async function (wish) {
        globalThis.lastStream = await ask.call(this, wish);
        return globalThis.lastStream;
      };
    },
  });
  const ending = await record(page, "cut.webm", { interruptAfter: 3.05 });
  assert.deepEqual([ending.reason, ending.problem], ["interrupted", null]);
  assert.equal(ending.take.timing.interrupted, true);
  holdsTheSong(ending);
  await page.finish();
});

test("whoever leaves the page in mid-song has stopped", async () => {
  const page = await openEngine(singer, server.address);
  const reason = await page.evaluate(async (lyrics) => {
    const booth = engine.openBooth();
    const song = await engine.loadSong(booth, { backing: [{ url: "/backing.wav", type: "audio/wav" }], lyrics });
    const performance = await engine.perform(booth, song);
    Object.defineProperty(document, "hidden", { value: true });
    document.dispatchEvent(new Event("visibilitychange"));
    return (await performance.ended).reason;
  }, lyrics);
  assert.equal(reason, "interrupted");
  await page.finish();
});

const refusal = (page) =>
  page.evaluate(async () => {
    const environment = engine.examineBrowser();
    const booth = engine.openBooth();
    const outcome = await engine.openMicrophone(booth, { headphones: true }).then(
      () => "opened",
      (problem) => problem.code,
    );
    booth.close();
    return [environment.tier, outcome];
  });

test("a fan who says no, a device without microphone and a browser without the means are told apart", async () => {
  for (const [launch, code] of [[denying, "denied"], [withoutMicrophone, "missing"]]) {
    const browser = await launch();
    const page = await openEngine(browser, server.address);
    assert.deepEqual(await refusal(page), ["A", code]);
    await page.finish();
    await browser.close();
  }
  const bare = await openEngine(singer, server.address, {
    before: () => Object.defineProperty(navigator, "mediaDevices", { value: undefined }),
  });
  assert.deepEqual(await refusal(bare), ["C", "unsupported"]);
  await bare.finish();
});

test("browsers inside other apps are recognised, and left where a way is known", async () => {
  const agents = [
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 300.0", null],
    ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/440.0;]", /^intent:\/\/127\.0\.0\.1/],
    ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 Line/14.0", /openExternalBrowser=1/],
  ];
  for (const [userAgent, outside] of agents) {
    const page = await openEngine(singer, server.address, { userAgent });
    assert.equal(await page.evaluate(() => engine.examineBrowser().inApp), true);
    const wayOut = await page.evaluate(() => engine.wayOut());
    if (outside) assert.match(wayOut, outside);
    else assert.equal(wayOut, null);
    await page.finish();
  }
  const page = await openEngine(singer, server.address);
  assert.equal(await page.evaluate(() => engine.examineBrowser().inApp), false);
  await page.finish();
});

/** Brings a file through a real file input, as a fan does. */
async function bring(page, path) {
  await page.evaluate(() => {
    const input = Object.assign(document.createElement("input"), { type: "file", id: "file" });
    document.getElementById("file")?.remove();
    document.body.append(input);
  });
  await page.setInputFiles("#file", path);
  return page.evaluate(async () => {
    try {
      const take = await engine.takeFromFile(document.getElementById("file").files[0]);
      return { ...take, bytes: take.bytes.size };
    } catch (problem) {
      return problem.code;
    }
  });
}

test("C: a sound file or a short video is a take, byte for byte", async () => {
  const page = await openEngine(singer, server.address);
  const clip = ["-f", "lavfi", "-i", "color=black:s=64x64:r=5:d=4.8", "-map", "0:a", "-map", "1:v", "-c:v", "libvpx", "-shortest"];
  const files = [
    ["voice.m4a", [], /^audio\/(mp4|x-m4a)$/],
    ["voice.mp3", [], /^audio\/mpeg$/],
    ["voice.ogg", ["-c:a", "libopus"], /^audio\/ogg$/],
    ["clip.webm", clip, /^video\/webm$/],
  ];
  for (const [name, extra, type] of files) {
    const path = encode(tones([[440, 2.4], [880, 2.4]]), join(scratch, name), extra);
    const take = await bring(page, path);
    assert.match(take.mediaType ?? `refused: ${take}`, type, name);
    assert.equal(take.tier, "C");
    assert.equal(take.bytes, readFileSync(path).length);
    assert.ok(Math.abs(take.durationSeconds - 4.8) < 0.2, `${name} lasts ${take.durationSeconds}`);
    assert.ok(take.loudestDbfs > -15, `${name} is as loud as ${take.loudestDbfs}`);
  }
  await page.finish();
});

test("C: what is no take is refused, what only the server can judge is not", async () => {
  const page = await openEngine(singer, server.address);
  const file = (name, bytes) => {
    writeFileSync(join(scratch, name), bytes);
    return join(scratch, name);
  };
  assert.equal(await bring(page, file("notes.txt", "la la la")), "wrong_type");
  assert.equal(await bring(page, file("tune.mid", "MThd")), "wrong_type");
  assert.equal(await bring(page, file("empty.m4a", "")), "empty");
  assert.equal(await bring(page, file("short.wav", wav(tones([[440, 1]])))), "too_short");
  assert.equal(await bring(page, file("silent.wav", wav(tones([[0, 5]])))), "silent");
  assert.equal(await bring(page, encode(tones([[440, 1]]), join(scratch, "long.mp3"), ["-af", "apad=whole_dur=190"])), "too_long");
  assert.equal(await bring(page, file("big.wav", Buffer.alloc(25 * 1024 * 1024 + 1))), "too_big");
  const odd = await bring(page, file("phone.3gp", Buffer.from("no codec of this browser")));
  assert.deepEqual([odd.tier, odd.durationSeconds, odd.loudestDbfs], ["C", null, null]);
  await page.finish();
});

test("the tests can tell a tone from silence", () => {
  const samples = tones([[440, 0.5], [0, 0.5], [880, 0.5]]);
  assert.deepEqual(melody(samples, scale), [440, 0, 880]);
  assert.ok(strength(samples.subarray(0, 2400), 440) > 0.45);
  assert.ok(Math.abs(onset(tones([[0, 1.0123], [1000, 0.05], [0, 1]]), 1000, 0.5, 1.5) - 1.0123) < 0.001);
});
