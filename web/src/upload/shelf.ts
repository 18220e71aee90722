// Where takes wait: IndexedDB, or memory where the browser lends no storage. A take is a draft while
// it is reviewed, then accepted, and forgotten once the server has all of it.

import type { Take } from "../recording/take";

/** An accepted take. */
export interface Parcel {
  id: number;
  take: Take;
  /** Whose it is: another fan may use the browser before it is announced. */
  key: string;
  /** Id of the recording consent text that was shown. */
  consent: string;
  /** Where the server takes it; null before it was announced. */
  location: string | null;
}

// Bytes rather than a Blob: a file picked from a phone's library may change under its Blob, and some
// browsers cannot store one.
interface Row {
  id?: number;
  state: "draft" | "accepted";
  bytes: ArrayBuffer;
  facts: Omit<Take, "bytes">;
  key: string;
  consent: string;
  location: string | null;
}

const shelf = { database: "chant", store: "takes", version: 1 };
const inMemory = new Map<number, Row>();
let lastInMemory = 0; // ids go down from here, those of the database up

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= (async () => {
    const request = indexedDB.open(shelf.database, shelf.version);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(shelf.store, { keyPath: "id", autoIncrement: true });
    const database = await settled(request);
    database.onversionchange = () => database.close();
    database.onclose = () => (opened = null);
    return database;
  })();
  opened.catch(() => (opened = null));
  return opened;
}

/** Resolves when the transaction is done for good, not when its last request is. */
async function change<T>(work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const transaction = (await open()).transaction(shelf.store, "readwrite");
  const durable = new Promise<void>((done, fail) => {
    transaction.oncomplete = () => done();
    transaction.onabort = () => fail(transaction.error);
  });
  const [result] = await Promise.all([work(transaction.objectStore(shelf.store)), durable]);
  return result;
}

async function rows(): Promise<Row[]> {
  let stored: Row[] = [];
  try {
    const store = (await open()).transaction(shelf.store).objectStore(shelf.store);
    stored = await settled(store.getAll() as IDBRequest<Row[]>);
  } catch {
    // no storage: what this page holds is all there is
  }
  return [...stored, ...inMemory.values()];
}

/** Puts the row in the drafts' place, in one step. False: in memory only. */
async function put(row: Row): Promise<boolean> {
  const drafts = (await rows()).filter((other) => other.state === "draft").map((other) => other.id!);
  drafts.forEach((id) => inMemory.delete(id));
  try {
    await change(async (store) => {
      const gone = drafts.filter((id) => id > 0).map((id) => settled(store.delete(id)));
      await Promise.all([...gone, settled(store.add(row))]);
    });
    return true;
  } catch {
    lastInMemory -= 1;
    inMemory.set(lastInMemory, { ...row, id: lastInMemory });
    return false;
  }
}

async function rowOf(take: Take, state: Row["state"], key = "", consent = ""): Promise<Row> {
  const { bytes, ...facts } = take;
  return { state, bytes: await bytes.arrayBuffer(), facts, key, consent, location: null };
}

const takeOf = ({ bytes, facts }: Row): Take => ({ ...facts, bytes: new Blob([bytes], { type: facts.mediaType }) });

/** Keeps the take under review in place of the one before. False: it will not survive a reload. */
export async function keepDraft(take: Take): Promise<boolean> {
  return put(await rowOf(take, "draft"));
}

/** The take an earlier page was reviewing. */
export async function loadDraft(): Promise<Take | null> {
  const draft = (await rows()).filter((row) => row.state === "draft").pop();
  return draft ? takeOf(draft) : null;
}

export async function dropDraft(): Promise<void> {
  for (const row of await rows()) if (row.state === "draft") await forget(row.id!);
}

/** Keeps a take to be sent, in place of the draft. False: it will not survive a reload. */
export async function keepAccepted(take: Take, key: string, consent: string): Promise<boolean> {
  return put(await rowOf(take, "accepted", key, consent));
}

export async function accepted(): Promise<Parcel[]> {
  const waiting = (await rows()).filter((row) => row.state === "accepted");
  return waiting.map((row) => ({
    id: row.id!,
    take: takeOf(row),
    key: row.key,
    consent: row.consent,
    location: row.location,
  }));
}

/** False once another tab has sent it, or it was forgotten. */
export async function isWaiting(id: number): Promise<boolean> {
  return (await rows()).some((row) => row.id === id);
}

/** Remembers where the server takes it, so that the next page can go on. */
export async function remember(id: number, location: string | null): Promise<void> {
  const held = inMemory.get(id);
  if (held) held.location = location;
  else
    await change(async (store) => {
      const row = await settled(store.get(id) as IDBRequest<Row | undefined>);
      if (row) await settled(store.put({ ...row, location }));
    }).catch(() => undefined); // then the next page announces it anew
}

export async function forget(id: number): Promise<void> {
  if (inMemory.delete(id)) return;
  await change((store) => settled(store.delete(id))).catch(() => undefined);
}

/** Forgets every take, under review or on its way: for a fan who wants to be forgotten. */
export async function forgetTakes(): Promise<void> {
  inMemory.clear();
  await change((store) => settled(store.clear())).catch(() => undefined); // no storage, no takes
}
