// Parts of the engine that few fans need: fetched when they are asked for.

import type { Booth } from "./booth";
import type { Calibration } from "./calibration";
import { reportedLatency } from "./latency";
import type { Microphone } from "./microphone";
import { type Take, TakeProblem } from "./take";

/** Throws a TakeProblem for a file that is no take. A file that only the server can decode passes,
 * without duration and loudness. */
export async function takeFromFile(file: File): Promise<Take> {
  const part = await import("./file_take").catch(() => null);
  if (!part) throw new TakeProblem("unreadable"); // offline
  return part.takeFromFile(file);
}

/** Takes about two and a half seconds, audibly. Open the microphone with `headphones: true` for it
 * (echo cancellation would swallow the chirps). Never throws: what cannot be measured is guessed. */
export async function calibrate(booth: Booth, microphone: Microphone): Promise<Calibration> {
  const part = await import("./sampling").catch(() => null);
  if (part) return part.calibrate(booth, microphone);
  return { ...reportedLatency(booth.context, microphone), heardSpeaker: false };
}
