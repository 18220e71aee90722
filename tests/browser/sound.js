// Sound made and looked at by the tests themselves.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const rate = 48_000;

/** Samples of `[hertz, seconds, gain]` one after the other; 0 Hz is silence. */
export function tones(parts) {
  return Float32Array.from(
    parts.flatMap(([hertz, seconds, gain = 0.5]) =>
      Array.from({ length: Math.round(seconds * rate) }, (_, i) => gain * Math.sin((2 * Math.PI * hertz * i) / rate)),
    ),
  );
}

/** A 16-bit mono WAV file; values beyond ±1 are cut off, as a microphone would. */
export function wav(samples) {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write("RIFF", 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, i) => file.writeInt16LE(Math.round(32767 * Math.max(-1, Math.min(1, sample))), 44 + i * 2));
  return file;
}

/** Codec, sample rate and container of a file, as ffprobe sees them. */
export function probe(path) {
  const wanted = "format=format_name:stream=codec_name,codec_type,sample_rate,channels";
  const found = execFileSync("ffprobe", ["-v", "error", "-show_entries", wanted, "-of", "json", path]);
  const { streams, format } = JSON.parse(found);
  return { ...streams.find((stream) => stream.codec_type === "audio"), container: format.format_name };
}

/** What a listener hears: `{ rate, samples }`, mono. */
export function decode(path) {
  const form = ["-ac", "1", "-ar", String(rate), "-f", "f32le", "-"];
  const bytes = execFileSync("ffmpeg", ["-v", "error", "-i", path, ...form], { maxBuffer: 1 << 28 });
  return { rate, samples: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) };
}

/** Turns a WAV into another format, by the ending of `to`. */
export function encode(samples, to, extra = []) {
  const from = `${to}.wav`;
  writeFileSync(from, wav(samples));
  execFileSync("ffmpeg", ["-v", "error", "-y", "-i", from, ...extra, to]);
  return to;
}

/** Amplitude of `hertz` in the samples (Goertzel). */
export function strength(samples, hertz) {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [last, before] = [0, 0];
  for (const sample of samples) [last, before] = [sample + turn * last - before, last];
  return (2 * Math.sqrt(Math.max(0, last * last + before * before - turn * last * before))) / samples.length;
}

/** Which of the tones sounds, moment by moment (50 ms), repetitions left out: [440, 0, 880 …]. */
export function melody(samples, hertz) {
  const window = rate / 20;
  const heard = [];
  for (let at = 0; at + window <= samples.length; at += window) {
    const moment = samples.subarray(at, at + window);
    const strengths = hertz.map((each) => strength(moment, each));
    const loudest = Math.max(...strengths);
    const tone = loudest > 0.05 ? hertz[strengths.indexOf(loudest)] : 0;
    if (heard.at(-1) !== tone) heard.push(tone);
  }
  return heard;
}

/** Where a burst of `hertz` begins, seconds: the steepest rise of its strength after `from`. */
export function onset(samples, hertz, from, to) {
  const window = Math.round(rate * 0.005);
  const [first, last] = [Math.max(0, Math.round(from * rate)), Math.min(samples.length - 2 * window, Math.round(to * rate))];
  let best = { rise: 0, at: -1 };
  for (let at = first; at < last; at += 4) {
    const before = strength(samples.subarray(at, at + window), hertz);
    const after = strength(samples.subarray(at + window, at + 2 * window), hertz);
    if (after - before > best.rise) best = { rise: after - before, at: at + window };
  }
  return best.rise > 0.05 ? best.at / rate : null;
}
