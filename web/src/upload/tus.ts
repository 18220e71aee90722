// The words of tus 1.0 (creation): one function a request, a Problem for every answer that is not the
// hoped-for one.

import { Problem, problemOf, request } from "../ask";

const version = { "Tus-Resumable": "1.0.0" };

interface Request {
  method: string;
  address: string;
  headers?: Record<string, string>;
  body?: ArrayBuffer;
  expected: number;
  timeoutMs: number;
  signal: AbortSignal;
}

function ask({ method, address, headers, body, expected, timeoutMs, signal }: Request): Promise<Headers> {
  const init: RequestInit = { method, headers: { ...version, ...headers }, body, cache: "no-store" };
  const read = async (answer: Response) => {
    if (answer.status !== expected) throw await problemOf(answer);
    return answer.headers;
  };
  return request(address, init, read, timeoutMs, signal);
}

function base64(text: string): string {
  const utf8 = new TextEncoder().encode(text);
  return btoa(Array.from(utf8, (byte) => String.fromCharCode(byte)).join(""));
}

function metadata(entries: Record<string, string>): string {
  return Object.entries(entries)
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(",");
}

const shortMs = 20_000;
const chunkMs = 60_000; // 64 KiB at 10 kbit/s

/** Announces an upload; resolves to the address that takes it. */
export async function create(
  upload: { key: string; bytes: number; metadata: Record<string, string> },
  signal: AbortSignal,
): Promise<string> {
  const answer = await ask({
    method: "POST",
    address: "/api/v1/takes",
    headers: {
      Authorization: `Bearer ${upload.key}`,
      "Upload-Length": String(upload.bytes),
      "Upload-Metadata": metadata(upload.metadata),
    },
    expected: 201,
    timeoutMs: shortMs,
    signal,
  });
  const location = answer.get("Location");
  if (!location) throw new Problem("other", "", 201);
  return location;
}

/** The same place at the page's own address: the server knows it under each that leads there. */
export const atHome = (location: string): string => location.replace(/.*(?=\/api)/, "");

function offsetIn(headers: Headers): number {
  const offset = Number.parseInt(headers.get("Upload-Offset") ?? "", 10);
  if (!Number.isFinite(offset)) throw new Problem(); // a proxy's answer, not the server's
  return offset;
}

/** How many bytes the server has. */
export async function offsetOf(location: string, signal: AbortSignal): Promise<number> {
  return offsetIn(await ask({ method: "HEAD", address: location, expected: 200, timeoutMs: shortMs, signal }));
}

/** Sends a chunk; resolves to how many bytes the server has then. */
export async function append(
  location: string,
  offset: number,
  chunk: ArrayBuffer,
  signal: AbortSignal,
): Promise<number> {
  const headers = {
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(offset),
  };
  const answer = await ask({
    method: "PATCH",
    address: location,
    headers,
    body: chunk,
    expected: 204,
    timeoutMs: chunkMs,
    signal,
  });
  const had = offsetIn(answer);
  if (had <= offset) throw new Problem(); // no progress is no success
  return had;
}
