// Chirps through the speaker: does the microphone hear them, and how late?

import type { Booth } from "./booth";
import type { Microphone } from "./microphone";
import type { Timing } from "./take";

export interface Calibration {
  /** The microphone heard the speaker: no headphones, or leaky ones. */
  heardSpeaker: boolean;
  /** 0…1, median over the chirps; above 0.5 is a hearing. */
  correlation: number;
  latencySeconds: number;
  latencySource: NonNullable<Timing["latency_source"]>;
}

/** Takes about two and a half seconds, audibly. Open the microphone with `headphones: true` for it
 * (echo cancellation would swallow the chirps). Never throws: what cannot be measured is guessed. */
export declare function calibrate(booth: Booth, microphone: Microphone): Promise<Calibration>;
