// A run through the song: count-in, backing track, guide voice, and a take when there is a
// microphone. All of it is scheduled at once on the booth's clock.

import type { Booth } from "./booth";
import type { Calibration } from "./calibration";
import type { Level } from "./levels";
import type { Microphone } from "./microphone";
import type { Song } from "./song";
import type { Take, TakeProblem } from "./take";

export interface PerformanceOptions {
  /** Without one it is a rehearsal. */
  microphone?: Microphone;
  calibration?: Calibration;
  /** 0…1; the guide voice helps in a rehearsal and is quieter in a take. */
  guideGain?: number;
  backingGain?: number;
}

/** Finished: the song was over. Stopped: the fan had enough. Interrupted: the system had. */
export interface Ending {
  reason: "finished" | "stopped" | "interrupted";
  /** What was recorded, also after an interruption; null in a rehearsal or when refused. */
  take: Take | null;
  /** Why there is no take. */
  problem: TakeProblem | null;
}

export interface Performance {
  readonly song: Song;
  readonly recording: boolean;
  /** Where in the song the fan's ears are now, seconds; negative during the count-in. */
  position(): number;
  /** The beat the ears are at: −4, −3, −2, −1 in the count-in, then 0, 1 … */
  beat(): number;
  /** Peaks (0…1) of the take so far, one every 40 ms from the count-in on: the live waveform. */
  readonly peaks: readonly number[];
  onLevel(listener: (level: Level) => void): () => void;
  /** Turned while it plays. */
  setGuideGain(gain: number): void;
  stop(): void;
  /** Settles once, whatever ends it. Never rejects. */
  readonly ended: Promise<Ending>;
}

/** Resolves when everything is scheduled; the count-in begins a fraction of a second later.
 * Rejects with a MicProblem when the recorder cannot be started. */
export declare function perform(booth: Booth, song: Song, options?: PerformanceOptions): Promise<Performance>;
