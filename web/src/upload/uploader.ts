// Brings accepted takes to the server, one after the other, over networks that fail.

import type { Take } from "../recording/take";

/** `sentBytes` are those the server has acknowledged, i.e. made durable. */
export type UploadState =
  | { phase: "idle" }
  | { phase: "sending"; sentBytes: number; totalBytes: number }
  | {
      phase: "waiting";
      sentBytes: number;
      totalBytes: number;
      /** offline: the device is; network: no answer; busy: 429, 503; other_tab: that one sends. */
      cause: "offline" | "network" | "busy" | "other_tab";
      /** Until the next attempt; null while that depends on something else. */
      seconds: number | null;
    }
  | { phase: "done"; totalBytes: number }
  /** Refused for good: the code is the server's. The take is kept until `discard`. */
  | { phase: "failed"; code: string; status: number; totalBytes: number };

export interface Uploader {
  readonly state: UploadState;
  /** Called on every change; returns what ends it. */
  onChange(listener: (state: UploadState) => void): () => void;
  /** Puts the take (and its nudge) in the queue and drops the draft. Resolves once it is kept:
   * true on disk, false in memory only. `consent` is the id of the recording consent text. */
  accept(take: Take, consent: string): Promise<boolean>;
  /** Tries at once instead of waiting; after a failure, tries again. */
  retry(): void;
  /** The fan's change of mind: ends the upload on the server and forgets the takes. */
  discard(): Promise<void>;
  /** Stops working, forgets nothing. */
  close(): void;
}

/** Begins at once with what is waiting. `beforeCreate` runs before a take is announced, e.g. to
 * begin the session; its failures are waited out like the network's. */
export declare function openUploader(options?: { beforeCreate?: () => Promise<unknown> }): Uploader;
