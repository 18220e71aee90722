// What a fan's attempt comes to: the bytes, how they lie on the song's clock, and why some are
// refused before anybody uploads them.

import type { Tier } from "./environment";

/** Limits of a take. The server has its own and the last word; these spare a useless upload. */
export const limits = {
  /** Of singing: the count-in is not part of it. */
  shortestSeconds: 3,
  longestSeconds: 60,
  /** Tier C brings whole files from elsewhere. */
  longestFileSeconds: 180,
  mostBytes: 25 * 1024 * 1024,
  /** The loudest twentieth of a second must reach this, or nobody sang. */
  silentDbfs: -50,
  /** Largest shift a fan can ask for in the review. */
  nudgeSeconds: 0.2,
};

/** Texts are keyed `studio.take.<code>`. */
export type TakeCode = "empty" | "too_short" | "silent" | "too_long" | "too_big" | "wrong_type" | "unreadable";

/** A take that is not worth sending. */
export class TakeProblem extends Error {
  constructor(readonly code: TakeCode) {
    super(code);
  }
}

/** Facts that go to the server with the take (metadata `timing`). All seconds; null is unknown. */
export interface Timing {
  tier: Tier;
  /** Where in the recording the 2 kHz marker burst begins. */
  marker_seconds: number | null;
  /** Where in the recording the song's second 0 left for the speaker. */
  song_seconds: number | null;
  /** How much later than that a voice in time with what was heard got into the recording. */
  latency_seconds: number | null;
  /** chirp: measured through the air; device: as the system reports; default: a guess by platform. */
  latency_source: "chirp" | "device" | "default" | null;
  /** The fan's own correction in the review; positive moves the voice later. */
  nudge_seconds: number;
  /** Frames the machine dropped and the recorder filled with silence (tier B). */
  lost_frames: number;
  /** Of the microphone, where the browser says. */
  sample_rate: number | null;
  headphones: boolean | null;
  echo_cancellation: boolean | null;
  noise_suppression: boolean | null;
  auto_gain_control: boolean | null;
  bluetooth: boolean;
  clipped: boolean;
  /** The take was cut short by a call, another app, a lost microphone. */
  interrupted: boolean;
}

export interface Take {
  bytes: Blob;
  /** As the recorder or the file named it; never assumed. */
  mediaType: string;
  tier: Tier;
  /** null where this browser cannot decode it (some files of tier C). */
  durationSeconds: number | null;
  /** null where this browser cannot decode it. */
  loudestDbfs: number | null;
  timing: Timing;
}

/** A tier's facts before anything is known. */
export const blankTiming = (tier: Tier): Timing => ({
  tier,
  marker_seconds: null,
  song_seconds: null,
  latency_seconds: null,
  latency_source: null,
  nudge_seconds: 0,
  lost_frames: 0,
  sample_rate: null,
  headphones: null,
  echo_cancellation: null,
  noise_suppression: null,
  auto_gain_control: null,
  bluetooth: false,
  clipped: false,
  interrupted: false,
});

/** The same take with the fan's correction in its facts. */
export function withNudge(take: Take, nudgeSeconds: number): Take {
  const nudge_seconds = Math.max(-limits.nudgeSeconds, Math.min(limits.nudgeSeconds, nudgeSeconds));
  return { ...take, timing: { ...take.timing, nudge_seconds } };
}

/** Throws a TakeProblem unless the take can be sent. */
export function refuseUseless(take: Take): void {
  const { bytes, durationSeconds, loudestDbfs, timing } = take;
  const longest = take.tier === "C" ? limits.longestFileSeconds : limits.longestSeconds;
  const sungSeconds = durationSeconds === null ? null : durationSeconds - (timing.song_seconds ?? 0);
  if (bytes.size === 0) throw new TakeProblem("empty");
  if (bytes.size > limits.mostBytes) throw new TakeProblem("too_big");
  if (durationSeconds === 0) throw new TakeProblem("empty");
  if (sungSeconds !== null && sungSeconds < limits.shortestSeconds) throw new TakeProblem("too_short");
  if (sungSeconds !== null && sungSeconds > longest + 1) throw new TakeProblem("too_long");
  if (loudestDbfs !== null && loudestDbfs < limits.silentDbfs) throw new TakeProblem("silent");
}
