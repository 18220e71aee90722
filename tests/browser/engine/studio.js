// A browser with a microphone of the test's making, and the engine's page in it.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { wav } from "../sound.js";
import { openBrowser } from "../visitor.js";

export const scratch = mkdtempSync(join(tmpdir(), "chant-studio-"));
export const sweep = () => rmSync(scratch, { recursive: true, force: true });

const inGesture = "--autoplay-policy=no-user-gesture-required";
const device = ["--use-fake-device-for-media-stream"];
const granted = [...device, "--use-fake-ui-for-media-stream", inGesture];

export const denying = () => openBrowser([...device, "--deny-permission-prompts", inGesture]);
export const withoutMicrophone = () => openBrowser(["--use-fake-ui-for-media-stream", inGesture]);

/** The microphone hears these samples over and over. */
export function hearing(name, samples) {
  const path = join(scratch, `${name}.wav`);
  writeFileSync(path, wav(samples));
  return openBrowser([...granted, `--use-file-for-fake-audio-capture=${path}`]);
}

/** The engine's page; `before` runs in it first. `page.finish()` closes it and checks that it never complained. */
export async function openEngine(browser, address, { before, userAgent } = {}) {
  const context = await browser.newContext({ userAgent });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !/Failed to load resource/.test(message.text()))
      complaints.push(message.text());
  });
  if (before) await page.addInitScript(before);
  await page.goto(address);
  await page.waitForFunction(() => document.title === "ready");
  page.finish = async () => {
    assert.deepEqual(complaints, []);
    await context.close();
  };
  return page;
}

export const lyrics = { bpm: 240, beats_per_bar: 4, count_in_beats: 4, duration_seconds: 3.2, lines: [] };

/** What a page handed out as base64, as a file. */
export function keep(name, bytes) {
  const file = join(scratch, name);
  writeFileSync(file, Buffer.from(bytes, "base64"));
  return file;
}

/** Records as a fan would: one run through the song, or up to `stopAfter` seconds of it. Resolves to the
 * ending with the take's facts, and its bytes in `file`. */
export async function record(page, name, options = {}) {
  const { bytes, ...ending } = await page.evaluate(
    async ({ lyrics, stopAfter, tier, headphones = true, interruptAfter, keepDraft }) => {
      const { openBooth, openMicrophone, loadSong, perform } = engine;
      const booth = openBooth();
      const microphone = await openMicrophone(booth, { headphones, tier });
      const backing = [{ url: "/backing.wav", type: "audio/wav" }];
      const song = await loadSong(booth, { backing, lyrics });
      const words = new Set();
      microphone.onLevel((level) => words.add(level.word));
      microphone.onInterrupted(() => microphone.close()); // as a page does that shows what happened
      const performance = await perform(booth, song, { microphone });
      const limit = stopAfter ?? interruptAfter;
      const watch = setInterval(() => {
        if (limit === undefined || performance.position() < limit) return;
        clearInterval(watch);
        if (stopAfter) performance.stop();
        else globalThis.lastStream.getAudioTracks()[0].dispatchEvent(new Event("ended"));
      }, 20);
      const { reason, take, problem } = await performance.ended;
      clearInterval(watch);
      microphone.close();
      booth.close();
      if (keepDraft) await engine.keepDraft(take);
      return {
        reason,
        problem: problem?.code ?? null,
        take: take && { ...take, bytes: undefined },
        bytes: take ? await engine.base64(take.bytes) : "",
        words: [...words],
        peaks: [...performance.peaks],
      };
    },
    { lyrics, ...options },
  );
  return { ...ending, file: keep(name, bytes) };
}
