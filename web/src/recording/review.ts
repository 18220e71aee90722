// Listening to a take: the voice over the backing track, in time.

import type { Booth } from "./booth";
import type { Song } from "./song";
import type { Take } from "./take";

export interface Review {
  /** False where this browser cannot decode the take (tier C): then play it in an <audio> element. */
  readonly decoded: boolean;
  readonly durationSeconds: number;
  readonly playing: boolean;
  /** Where in the song the ears are, seconds. */
  position(): number;
  /** Plays from the position; at the end, from the start. Call it in a click. */
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  /** 0…1 each. */
  setVoiceGain(gain: number): void;
  setBackingGain(gain: number): void;
  /** −0.2…0.2; positive moves the voice later. Heard at once while playing. */
  setNudge(seconds: number): void;
  /** Peaks (0…1) of the voice along the song, nudge included. */
  voicePeaks(count: number): Float32Array;
  /** Called on play, pause, end; returns what ends it. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/** Close the microphone first: iPhones play quietly while they listen. `song` may be absent for a
 * file of tier C, which is played alone. */
export declare function openReview(booth: Booth, take: Take, song: Song | null): Promise<Review>;
