// The fan's secret: a random UUID that this browser alone knows. It is made on the first action, not
// on the first look, and leaves the browser in one header only.

import { forGood, keep, kept } from "./storage";

const place = "chant.session";
let inMemory: string | null = null; // where storage is blocked, the session lasts as long as the page

export const storedKey = () => kept(forGood, place) ?? inMemory;

export function ensureKey(): string {
  const known = storedKey();
  if (known) return known;
  inMemory = randomUuid();
  keep(forGood, place, inMemory);
  return inMemory;
}

export function forgetKey(): void {
  inMemory = null;
  keep(forGood, place, null);
}

// randomUUID is missing on plain-http hosts other than localhost; the random source is not.
function randomUuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
