// Brings accepted takes to the server, one after the other, over networks that fail.

import { delayMs, type UploadedTake } from "../api";
import { ask, Problem } from "../ask";
import { listeners } from "../recording/listeners";
import type { Take } from "../recording/take";
import { ensureKey } from "../session_key";
import { accepted, forget, isWaiting, keepAccepted, type Parcel, remember } from "./shelf";
import { append, create, offsetOf, terminate } from "./tus";

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
   * true on disk, false in memory only. `consent` is the id of the recording consent text. The take
   * belongs to the session of this moment. */
  accept(take: Take, consent: string): Promise<boolean>;
  /** Tries at once instead of waiting; after a failure, tries again. */
  retry(): void;
  /** The fan's change of mind: ends the upload on the server and forgets the takes. */
  discard(): Promise<void>;
  /** Stops working, forgets nothing. */
  close(): void;
}

const smallChunk = 64 * 1024; // what a bad network loses at most
const largeChunk = 256 * 1024;
const quickMs = 400; // a small chunk acknowledged in this time: the way is good
const slowMs = 4000;
const lockName = "chant.upload";
const mostAnnouncements = 3; // of one take without a byte of progress

/** What to do about a problem with an announced upload, or with announcing it. */
export function remedy(problem: Problem, isAnnounced: boolean): "wait" | "announce" | "give up" {
  const { status } = problem;
  if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500) return "wait";
  if (!isAnnounced) return status === 409 || problem.retryAfterSeconds !== null ? "wait" : "give up";
  // Another offset, somebody else's request still at work, bytes that were hurt on their way.
  if (status === 409 || status === 423 || status === 460) return "wait";
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

class Sender implements Uploader {
  state: UploadState = { phase: "idle" };
  private readonly changes = listeners<UploadState>();
  private closing = new AbortController();
  private isRunning = false;
  private isWanted = false;
  private readonly sent = new Set<number>();
  private isHopeless = false;
  private endWait = () => {};
  readonly onChange = this.changes.add;

  constructor(private readonly beforeCreate?: () => Promise<unknown>) {
    addEventListener("online", this.hurry);
    void this.run();
  }

  async accept(take: Take, consent: string): Promise<boolean> {
    const kept = await keepAccepted(take, ensureKey(), consent);
    this.isHopeless = false;
    void this.run();
    return kept;
  }

  retry(): void {
    this.isHopeless = false;
    this.hurry();
    void this.run();
  }

  async discard(): Promise<void> {
    this.closing.abort(); // a request under way would be at odds with the end
    this.closing = new AbortController();
    this.isHopeless = false;
    this.hurry();
    for (const { id, location } of await accepted()) {
      await forget(id);
      if (location) await terminate(location, this.closing.signal).catch(() => undefined); // it expires anyway
    }
    this.tell({ phase: "idle" });
  }

  close(): void {
    removeEventListener("online", this.hurry);
    this.closing.abort();
    this.hurry();
  }

  private readonly hurry = () => this.endWait();

  private tell(state: UploadState): void {
    this.state = state;
    this.changes.tell(state);
  }

  /** Works off the queue; once at a time in this page, and in this browser where that can be told. */
  private async run(): Promise<void> {
    this.isWanted = true; // something may have come while the last look at the queue was under way
    if (this.isRunning) return;
    this.isRunning = true;
    while (this.isWanted && !this.isHopeless && !this.closing.signal.aborted) {
      this.isWanted = false;
      const { signal } = this.closing;
      const [first] = await accepted();
      // Only an end while it waited for another tab makes this fail.
      if (first) await this.alone(first, () => this.sendAll(signal), signal).catch(() => undefined);
    }
    this.isRunning = false;
  }

  private async alone(first: Parcel, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (!navigator.locks) return work();
    const isFree = await navigator.locks.request(lockName, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return lock !== null;
    });
    if (isFree) return;
    const totalBytes = first.take.bytes.size;
    this.tell({ phase: "waiting", sentBytes: 0, totalBytes, cause: "other_tab", seconds: null });
    await navigator.locks.request(lockName, { signal }, work);
    if (this.state.phase === "waiting") this.tell({ phase: "idle" }); // the other tab saw to it
  }

  private async sendAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isHopeless) {
      // A storage that cannot forget must not make it send twice.
      const parcel = (await accepted()).find(({ id }) => !this.sent.has(id));
      if (!parcel) return;
      await this.send(parcel, signal);
    }
  }

  /** Returns when the server has it all, when it refused for good, or when `signal` says so. */
  private async send(parcel: Parcel, signal: AbortSignal): Promise<void> {
    const bytes = await parcel.take.bytes.arrayBuffer();
    const totalBytes = bytes.byteLength;
    let { location } = parcel;
    let sentBytes: number | null = null; // unknown: the server is asked
    let acknowledged = 0;
    let chunkBytes = smallChunk;
    let attempt = 0;
    let announcements = 0;
    const progress = (offset: number) => {
      sentBytes = acknowledged = offset;
      this.tell({ phase: "sending", sentBytes: offset, totalBytes });
    };
    this.tell({ phase: "sending", sentBytes: 0, totalBytes });
    while (!signal.aborted) {
      try {
        if (location === null) {
          if (!(await isWaiting(parcel.id))) return this.tell({ phase: "idle" });
          await this.beforeCreate?.();
          location = await this.announce(parcel, totalBytes, signal).catch(async (problem: Problem) => {
            const isCrowded = /^takes_(open_)?too_many$/.test(problem.code);
            if (!isCrowded || !(await dropStrays(parcel.key))) throw problem;
            return this.announce(parcel, totalBytes, signal);
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
        this.sent.add(parcel.id);
        await forget(parcel.id);
        this.tell({ phase: "done", totalBytes });
        return;
      } catch (failure) {
        if (signal.aborted) return;
        const problem = failure instanceof Problem ? failure : new Problem("other", "", 0, null);
        const what = remedy(problem, location !== null);
        sentBytes = null;
        chunkBytes = smallChunk;
        if (location === null && problem.status === 410) {
          await forget(parcel.id); // the fan erased the session: this goes as well
          return this.tell({ phase: "idle" });
        }
        if (what === "give up" || (what === "announce" && announcements >= mostAnnouncements)) {
          this.isHopeless = true;
          this.tell({ phase: "failed", code: problem.code, status: problem.status, totalBytes });
          return;
        }
        if (what === "announce") await remember(parcel.id, (location = null));
        else await this.wait(problem, attempt++, acknowledged, totalBytes, signal);
      }
    }
  }

  private announce({ take, key, consent }: Parcel, bytes: number, signal: AbortSignal): Promise<string> {
    const { mediaType, tier, timing } = take;
    const metadata = { filetype: mediaType, consent, tier, timing: JSON.stringify(timing) };
    return create({ key, bytes, metadata }, signal);
  }

  private async wait(
    problem: Problem,
    attempt: number,
    sentBytes: number,
    totalBytes: number,
    signal: AbortSignal,
  ): Promise<void> {
    const isOffline = navigator.onLine === false;
    const ms = delayMs(attempt, problem.retryAfterSeconds, Math.random());
    const cause = isOffline ? "offline" : problem.status === 0 ? "network" : "busy";
    const seconds = isOffline ? null : Math.ceil(ms / 1000);
    this.tell({ phase: "waiting", sentBytes, totalBytes, cause, seconds });
    // Offline, the "online" event ends it; some browsers are wrong about that, so it ends anyway.
    await new Promise<void>((done) => {
      const timer = setTimeout(done, isOffline ? 60_000 : ms);
      this.endWait = () => {
        clearTimeout(timer);
        done();
      };
    });
    if (!signal.aborted) this.tell({ phase: "sending", sentBytes, totalBytes });
  }
}

/** Begins at once with what is waiting. `beforeCreate` runs before a take is announced, e.g. to
 * begin the session; its failures are waited out like the network's. */
export function openUploader(options: { beforeCreate?: () => Promise<unknown> } = {}): Uploader {
  return new Sender(options.beforeCreate);
}
