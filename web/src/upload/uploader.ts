// Brings accepted takes to the server, one after the other.

import { listeners } from "../recording/listeners";
import type { Take } from "../recording/take";
import { ensureKey } from "../session_key";
import { send, type UploadState } from "./sending";
import { accepted, keepAccepted, type Parcel } from "./shelf";

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
  /** Stops working, forgets nothing. */
  close(): void;
}

const lockName = "chant.upload";

/** Begins at once with what is waiting. `beforeCreate` runs before a take is announced, e.g. to
 * begin the session; its failures are waited out like the network's. */
export function openUploader({ beforeCreate }: { beforeCreate?: () => Promise<unknown> } = {}): Uploader {
  const changes = listeners<UploadState>();
  const sent = new Set<number>();
  let state: UploadState = { phase: "idle" };
  const closing = new AbortController();
  const { signal } = closing;
  let isRunning = false;
  let isWanted = false;
  let isHopeless = false;
  let endWait = () => {};

  const hurry = () => endWait();
  const pause = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      endWait = () => {
        clearTimeout(timer);
        done();
      };
    });
  const tell = (now: UploadState) => {
    isHopeless ||= now.phase === "failed"; // before anybody hears of it, and wants to try again
    changes.tell((state = now));
  };

  /** Works off the queue; once at a time in this page, and in this browser where that can be told. */
  async function run(): Promise<void> {
    isWanted = true; // something may have come while the last look at the queue was under way
    if (isRunning) return;
    isRunning = true;
    while (isWanted && !isHopeless && !signal.aborted) {
      isWanted = false;
      const [first] = await accepted();
      // Only an end while it waited for another tab makes this fail.
      if (first) await alone(first, sendAll).catch(() => undefined);
    }
    isRunning = false;
  }

  async function alone(first: Parcel, work: () => Promise<void>): Promise<void> {
    if (!navigator.locks) return work();
    const isFree = await navigator.locks.request(lockName, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return lock !== null;
    });
    if (isFree) return;
    const totalBytes = first.take.bytes.size;
    tell({ phase: "waiting", sentBytes: 0, totalBytes, cause: "other_tab", seconds: null });
    await navigator.locks.request(lockName, { signal }, work);
    if (state.phase === "waiting") tell({ phase: "idle" }); // the other tab saw to it
  }

  async function sendAll(): Promise<void> {
    while (!signal.aborted && !isHopeless) {
      // A storage that cannot forget must not make it send twice.
      const parcel = (await accepted()).find(({ id }) => !sent.has(id));
      if (!parcel) return;
      if (await send(parcel, { signal, tell, pause, beforeCreate })) sent.add(parcel.id);
    }
  }

  addEventListener("online", hurry);
  void run();
  return {
    get state() {
      return state;
    },
    onChange: changes.add,
    async accept(take, consent) {
      const kept = await keepAccepted(take, ensureKey(), consent);
      isHopeless = false;
      void run();
      return kept;
    },
    retry() {
      isHopeless = false;
      hurry();
      void run();
    },
    close() {
      removeEventListener("online", hurry);
      closing.abort();
      hurry();
    },
  };
}
