// The server as the page knows it: typed calls, and patience when it is busy.

import { ask, Problem } from "./ask";
import { ensureKey, storedKey } from "./session_key";

export { Problem, problemOf } from "./ask";
export { type Hello, sayHello } from "./hello";

export interface Artwork {
  share_id: string;
  share_url: string;
  images: { cover: string; facebook: string; twitter: string };
  team: string;
  name: string;
}

export interface UploadedTake {
  id: string;
  state: "begun" | "uploaded" | "approved" | "declined";
  bytes: number;
  media_type: string;
}

export type AgeBand = "under16" | "16-17" | "18+";
/** pending: the owner of the address has not yet said yes in the letter sent to it. */
export type SubscriberState = "pending" | "confirmed" | "removed";
export type Purpose = "terms" | "newsletter" | "recording";

/** Left out: as it was. False: withdrawn. */
export type ConsentWishes = Partial<Record<Purpose, boolean>>;

/** SHA-256 of the words that stand beside each consent. */
export type Wordings = Partial<Record<Purpose, string>>;

export interface Session {
  artworks: Artwork[];
  takes: UploadedTake[];
  subscriber: {
    email: string;
    name?: string;
    language: string;
    age_band: AgeBand;
    state: SubscriberState;
  } | null;
  /** Those given and not withdrawn. */
  consents: Purpose[];
  /** In the prize draw. */
  drawn: boolean;
}

export interface Subscription {
  email: string;
  name?: string;
  language: string;
  age_band: AgeBand;
  consents: ConsentWishes;
  wordings: Wordings;
}

/** Told before each wait: how many seconds, or null while the browser is offline. */
export type OnWait = (seconds: number | null) => void;

const attempts = 6;
const firstDelayMs = 1_000;
const longestDelayMs = 30_000;

/** Waits between half and all of a delay that doubles, and never less than the server asked for:
 * a crowd that was turned away together does not come back together. */
export function delayMs(attempt: number, retryAfterSeconds: number | null, chance: number): number {
  const grown = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
  const asked = Math.min(longestDelayMs * 2, (retryAfterSeconds ?? 0) * 1000);
  return asked + grown * (0.5 + chance / 2);
}

// Nobody waits on a page for longer than that: a day's limit is told at once.
const longestAskedSeconds = 60;
const isPassing = (p: Problem) =>
  [0, 429, 502, 503, 504].includes(p.status) && (p.retryAfterSeconds ?? 0) <= longestAskedSeconds;

/** Waits that long, or until the browser is online again. */
export async function pause(ms: number, onWait?: OnWait): Promise<void> {
  if (navigator.onLine === false) {
    onWait?.(null);
    await new Promise((done) => addEventListener("online", done, { once: true }));
    return;
  }
  onWait?.(Math.ceil(ms / 1000));
  await new Promise((done) => setTimeout(done, ms));
}

/** Every write is idempotent, so trying again is always safe. */
async function patiently<T>(method: string, path: string, key: string, body: unknown, onWait?: OnWait): Promise<T> {
  for (let attempt = 0; ; ++attempt) {
    try {
      return await ask<T>(method, path, key, body);
    } catch (failure) {
      const problem = failure as Problem;
      if (!isPassing(problem) || attempt + 1 >= attempts) throw problem;
      await pause(delayMs(attempt, problem.retryAfterSeconds, Math.random()), onWait);
    }
  }
}

// The server names public addresses; the page stays on its own origin.
const here = (url: string) => new URL(url, location.href);

function artworkOf(answer: Artwork): Artwork {
  const images = Object.entries(answer.images).map(([layout, url]) => [layout, here(url).pathname]);
  return { ...answer, share_url: here(answer.share_url).href, images: Object.fromEntries(images) };
}

const sessionOf = (answer: Session): Session => ({ ...answer, artworks: answer.artworks.map(artworkOf) });

/** The session this browser began earlier; null when there is none. */
export async function resumeSession(): Promise<Session | null> {
  const key = storedKey();
  return key ? sessionOf(await ask("GET", "/api/v1/session", key)) : null;
}

/** Begins the session where there is none; everything else the fan does needs it. */
export async function openSession(language: string, onWait?: OnWait): Promise<void> {
  await patiently("PUT", "/api/v1/session", ensureKey(), { language }, onWait);
}

/** The same, once: for callers with a patience of their own. */
export async function tryOpenSession(language: string): Promise<void> {
  await ask("PUT", "/api/v1/session", ensureKey(), { language });
}

export async function orderArtwork(
  order: { name: string; team: string; language: string },
  onWait?: OnWait,
): Promise<Artwork> {
  await openSession(order.language, onWait);
  const answer = await patiently<Artwork>("PUT", "/api/v1/session/artwork", ensureKey(), order, onWait);
  return artworkOf({ ...order, ...answer });
}

/** Returns what the address waits for, if anything. */
export async function subscribe(wish: Subscription, onWait?: OnWait): Promise<SubscriberState> {
  await openSession(wish.language, onWait);
  const { subscriber } = await patiently<Session>("PUT", "/api/v1/session/subscriber", ensureKey(), wish, onWait);
  return subscriber!.state;
}

/** For subscribers of 18 and over. */
export async function enterDraw(onWait?: OnWait): Promise<void> {
  await patiently("PUT", "/api/v1/session/draw-entry", ensureKey(), undefined, onWait);
}

export async function setConsents(wishes: ConsentWishes, wordings: Wordings, onWait?: OnWait): Promise<void> {
  await patiently("PUT", "/api/v1/session/consents", ensureKey(), { ...wishes, wordings }, onWait);
}

export async function deleteTake(id: string, onWait?: OnWait): Promise<void> {
  await patiently("DELETE", `/api/v1/session/takes/${encodeURIComponent(id)}`, ensureKey(), undefined, onWait);
}

/** Everything the server keeps about this fan. */
export async function exportSession(): Promise<unknown> {
  return ask("GET", "/api/v1/session/export", ensureKey());
}

/** Erases it, for good. The key opens nothing afterwards. */
export async function eraseSession(onWait?: OnWait): Promise<void> {
  await patiently("DELETE", "/api/v1/session", ensureKey(), undefined, onWait);
}
