// One take's way to the server, over networks that fail: what is asked, what the answers mean.

import { delayMs, type UploadedTake } from "../api";
import { ask, Problem } from "../ask";
import { forget, isWaiting, type Parcel, remember } from "./shelf";
import { append, atHome, create, offsetOf } from "./tus";

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
  /** Refused for good: the code is the server's. The take is kept. */
  | { phase: "failed"; code: string; status: number; totalBytes: number };

const smallChunk = 64 * 1024; // what a bad network loses at most
const largeChunk = 256 * 1024;
const quickMs = 400; // a small chunk acknowledged in this time: the way is good
const slowMs = 4000;
const mostAnnouncements = 3; // of one take without a byte of progress
const attemptsElsewhere = 3; // without progress, then an address on another origin is given up for the page's own

/** What to do about a problem with an announced upload, or with announcing it. */
function remedy(problem: Problem, isAnnounced: boolean): "wait" | "announce" | "give up" {
  const { status } = problem;
  if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500) return "wait";
  if (!isAnnounced) return status === 409 || problem.retryAfterSeconds !== null ? "wait" : "give up";
  // Another offset, or somebody else's request still at work.
  if (status === 409 || status === 423) return "wait";
  // The grant expired, or the server no longer knows it.
  return status === 403 || status === 404 || status === 410 ? "announce" : "give up";
}

/** Gives up what is begun and has no parcel: its announcement was heard, the answer lost. Resolves to
 * how many there were. Only for whoever sends alone, with nothing announced. */
async function dropStrays(key: string): Promise<number> {
  const { takes } = await ask("GET", "/api/v1/session", key);
  const strays = (takes as UploadedTake[]).filter((take) => take.state === "begun");
  for (const { id } of strays) await ask("DELETE", `/api/v1/session/takes/${id}`, key);
  return strays.length;
}

/** SHA-256 in hexadecimal, so that whoever opens the recording, however late, can tell that it is the
 * one that was made. Only secure contexts can hash; the server does it for the others. */
async function digest(bytes: ArrayBuffer): Promise<{ sha256?: string }> {
  if (!crypto.subtle) return {};
  const made = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { sha256: Array.from(made, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}

async function announce({ take, key, consent }: Parcel, bytes: ArrayBuffer, signal: AbortSignal): Promise<string> {
  const { mediaType, tier, timing } = take;
  const metadata = {
    filetype: mediaType,
    consent,
    tier,
    timing: JSON.stringify(timing),
    ...(await digest(bytes)),
  };
  return create({ key, bytes: bytes.byteLength, metadata }, signal);
}

export interface Means {
  signal: AbortSignal;
  tell: (state: UploadState) => void;
  /** Waits that long, or less when something happens that makes another try worth it. */
  pause: (ms: number) => Promise<void>;
  /** Runs before a take is announced. */
  beforeCreate?: () => Promise<unknown>;
}

/** True when the server has it all, and it is forgotten here. False when it was refused for good, when
 * nobody wants it sent any more, or when `signal` said so. */
export async function send(parcel: Parcel, means: Means): Promise<boolean> {
  const { signal, tell, pause, beforeCreate } = means;
  const bytes = await parcel.take.bytes.arrayBuffer();
  const totalBytes = bytes.byteLength;
  let { location } = parcel;
  let sentBytes: number | null = null; // unknown: the server is asked
  let acknowledged = 0;
  let chunkBytes = smallChunk;
  let attempt = 0;
  let announcements = 0;
  const goOn = () => tell({ phase: "sending", sentBytes: acknowledged, totalBytes });
  const progress = (offset: number) => {
    sentBytes = acknowledged = offset;
    goOn();
  };
  goOn();
  while (!signal.aborted) {
    try {
      if (location === null) {
        if (!(await isWaiting(parcel.id))) break;
        await beforeCreate?.();
        location = await announce(parcel, bytes, signal).catch(async (problem: Problem) => {
          const isCrowded = /^takes_(open_)?too_many$/.test(problem.code);
          if (!isCrowded || !(await dropStrays(parcel.key))) throw problem;
          return announce(parcel, bytes, signal);
        });
        announcements += 1;
        await remember(parcel.id, location);
        progress(0);
      }
      if (sentBytes === null) progress(await offsetOf(location, signal));
      while (sentBytes! < totalBytes) {
        const from: number = sentBytes!;
        const begin = performance.now();
        progress(await append(location, from, bytes.slice(from, from + chunkBytes), signal));
        const tookMs = performance.now() - begin;
        chunkBytes = tookMs < quickMs ? largeChunk : tookMs > slowMs ? smallChunk : chunkBytes;
        attempt = announcements = 0;
      }
      await forget(parcel.id);
      tell({ phase: "done", totalBytes });
      return true;
    } catch (failure) {
      if (signal.aborted) return false;
      const problem = failure instanceof Problem ? failure : new Problem("other");
      const what = remedy(problem, location !== null);
      sentBytes = null;
      chunkBytes = smallChunk;
      if (location === null && problem.status === 410) {
        await forget(parcel.id); // the fan erased the session: this goes as well
        break;
      }
      if (what === "give up" || (what === "announce" && announcements >= mostAnnouncements)) {
        tell({ phase: "failed", code: problem.code, status: problem.status, totalBytes });
        return false;
      }
      if (what === "announce") {
        await remember(parcel.id, (location = null));
        continue;
      }
      const isOffline = navigator.onLine === false;
      const ms = delayMs(attempt++, problem.retryAfterSeconds, Math.random());
      const cause = isOffline ? "offline" : problem.status === 0 ? "network" : "busy";
      // A policy from before the settings changed, or a filter on the way, may let nothing through to there.
      if (location && cause === "network" && attempt % attemptsElsewhere === 0)
        await remember(parcel.id, (location = atHome(location)));
      const seconds = isOffline ? null : Math.ceil(ms / 1000);
      tell({ phase: "waiting", sentBytes: acknowledged, totalBytes, cause, seconds });
      // Offline, the "online" event ends it; some browsers are wrong about that, so it ends anyway.
      await pause(isOffline ? 60_000 : ms);
      if (!signal.aborted) goOn();
    }
  }
  if (!signal.aborted) tell({ phase: "idle" });
  return false;
}

