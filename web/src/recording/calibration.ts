// Chirps through the speaker: does the microphone hear them, and how late?

import type { Booth } from "./booth";
import { type Latency, reportedLatency } from "./latency";
import type { Microphone } from "./microphone";
import { capturePcm, type PcmRecording, toFloat } from "./pcm_capture";

export interface Calibration extends Latency {
  /** The microphone heard the speaker: no headphones, or leaky ones. */
  heardSpeaker: boolean;
}

const chirp = { count: 5, seconds: 0.02, fromHertz: 1000, toHertz: 6000, everySeconds: 0.4, gain: 0.8 };
const longestLatencySeconds = 0.38;
/** Told apart in simulated rooms: bleed of 3 % gave 0.90, none 0.21. */
const hearing = 0.5;
const agreementSeconds = 0.003;

/** A tone that rises under a smooth envelope: its correlation has one sharp peak. */
export function chirpSamples(sampleRate: number): Float32Array<ArrayBuffer> {
  const { seconds, fromHertz, toHertz, gain } = chirp;
  const length = Math.round(seconds * sampleRate);
  return Float32Array.from({ length }, (_, i) => {
    const t = i / sampleRate;
    const phase = 2 * Math.PI * (fromHertz * t + ((toHertz - fromHertz) * t * t) / (2 * seconds));
    return gain * Math.sin(phase) * Math.sin((Math.PI * i) / length);
  });
}

interface Echo {
  correlation: number;
  delaySeconds: number;
}

// Every second sample and every lag: half the work, and 3 kHz of chirp are still sampled six times.
function echoOf(pattern: Float32Array, heard: Float32Array, from: number, sampleRate: number): Echo {
  let patternEnergy = 0;
  for (let i = 0; i < pattern.length; i += 2) patternEnergy += pattern[i]! ** 2;
  const best: Echo = { correlation: 0, delaySeconds: 0 };
  const lags = Math.round(longestLatencySeconds * sampleRate);
  for (let lag = 0; lag < lags; ++lag) {
    let [product, energy] = [0, 0];
    for (let i = 0; i < pattern.length; i += 2) {
      const sample = heard[from + lag + i] ?? 0;
      product += sample * pattern[i]!;
      energy += sample * sample;
    }
    const correlation = Math.abs(product) / Math.sqrt(energy * patternEnergy + 1e-9);
    if (correlation > best.correlation) Object.assign(best, { correlation, delaySeconds: lag / sampleRate });
  }
  return best;
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function play(booth: Booth, microphone: Microphone): Promise<{ recording: PcmRecording; firstAt: number }> {
  const { context } = booth;
  const capture = await capturePcm(context, microphone.source);
  const samples = chirpSamples(context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  const firstAt = context.currentTime + 0.2;
  for (let i = 0; i < chirp.count; ++i) {
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(booth.output);
    source.start(firstAt + i * chirp.everySeconds);
  }
  await pause(1000 * (0.2 + chirp.count * chirp.everySeconds));
  // The clock may run late on a busy machine; a stopped one is not waited for.
  for (let more = 0; context.currentTime < firstAt + chirp.count * chirp.everySeconds && more < 20; ++more)
    await pause(50);
  return { recording: await capture.stop(), firstAt };
}

/** Takes about two and a half seconds, audibly. Open the microphone with `headphones: true` for it
 * (echo cancellation would swallow the chirps). Never throws: what cannot be measured is guessed. */
export async function calibrate(booth: Booth, microphone: Microphone): Promise<Calibration> {
  const guess = reportedLatency(booth.context, microphone);
  try {
    const { recording, firstAt } = await play(booth, microphone);
    const { sampleRate } = booth.context;
    const pattern = chirpSamples(sampleRate);
    const heard = toFloat(recording.samples);
    const echoes: Echo[] = [];
    for (let i = 0; i < chirp.count; ++i) {
      const at = firstAt + i * chirp.everySeconds - recording.startSeconds;
      echoes.push(echoOf(pattern, heard, Math.round(at * sampleRate), sampleRate));
      await pause(0); // a meter may want to move
    }
    const correlation = median(echoes.map((echo) => echo.correlation));
    const latencySeconds = median(echoes.map((echo) => echo.delaySeconds));
    const agreeing = echoes.filter((echo) => Math.abs(echo.delaySeconds - latencySeconds) < agreementSeconds);
    const heardSpeaker = correlation > hearing && agreeing.length * 2 > chirp.count;
    return heardSpeaker
      ? { heardSpeaker, latencySeconds, latencySource: "chirp" }
      : { heardSpeaker, ...guess };
  } catch {
    return { heardSpeaker: false, ...guess };
  }
}
