// The fan's microphone: asked for once, watched all the time, given back early.

import type { Booth } from "./booth";
import type { Tier } from "./environment";
import type { Level } from "./levels";

/** Why there is no microphone, or no longer. Texts are keyed `studio.mic.<code>`. */
export type MicCode = "insecure" | "unsupported" | "denied" | "missing" | "busy" | "failed" | "interrupted";

export class MicProblem extends Error {
  constructor(readonly code: MicCode) {
    super(code);
  }
}

export interface Microphone {
  /** The tier a take will be recorded in: A or B. */
  readonly tier: Exclude<Tier, "C">;
  readonly stream: MediaStream;
  /** Where its sound enters the booth. */
  readonly source: AudioNode;
  readonly headphones: boolean;
  /** Mono at 8 or 16 kHz, or called a headset: the fan should take the built-in one. */
  readonly bluetooth: boolean;
  /** What the browser really switched on; fields are null where it does not say. */
  readonly settings: {
    sampleRate: number | null;
    echoCancellation: boolean | null;
    noiseSuppression: boolean | null;
    autoGainControl: boolean | null;
    latencySeconds: number | null;
  };
  /** Called about 25 times a second; returns what ends it. */
  onLevel(listener: (level: Level) => void): () => void;
  /** A call, another app, a pulled plug; returns what ends it. */
  onInterrupted(listener: () => void): () => void;
  /** Gives the microphone back: the browser's red light goes out. */
  close(): void;
}

/** Asks the fan (in a click). With headphones all processing is off; with speakers the echo of the
 * backing track is taken out. Throws a MicProblem: then tier C is left. */
export declare function openMicrophone(
  booth: Booth,
  options: { headphones: boolean; tier?: Exclude<Tier, "C"> },
): Promise<Microphone>;
