// One request to our own server: JSON in, JSON out, and every failure a Problem.

/** A refusal. `code` is the server's stable word; "offline" and "other" are the page's own. */
export class Problem extends Error {
  constructor(
    readonly code = "offline",
    readonly field = "",
    readonly status = 0,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(code);
  }
}

const timeoutMs = 15_000;

/** Reads a refusal; its body need not be ours. */
export async function problemOf(response: Response): Promise<Problem> {
  const asked = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const body = await response.json().catch(() => ({}));
  return new Problem(
    typeof body.code === "string" ? body.code : "other",
    typeof body.field === "string" ? body.field : "",
    response.status,
    Number.isFinite(asked) ? asked : null,
  );
}

/** What `read` makes of the answer. Every failure is a Problem, "offline" where no answer came in time. */
export async function request<T>(
  address: string,
  init: RequestInit,
  read: (answer: Response) => Promise<T>,
  waitMs = timeoutMs,
  signal?: AbortSignal,
): Promise<T> {
  const patience = new AbortController();
  const giveUp = () => patience.abort();
  const timer = setTimeout(giveUp, waitMs);
  signal?.addEventListener("abort", giveUp);
  try {
    return await read(await fetch(address, { ...init, signal: patience.signal, credentials: "omit" }));
  } catch (failure) {
    throw failure instanceof Problem ? failure : new Problem();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

/** The answer's JSON, empty for 204. `key` is the fan's secret, if it is needed. */
export function ask<T = Record<string, unknown>>(
  method: string,
  path: string,
  key: string | null,
  body?: unknown,
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (key) headers.Authorization = `Bearer ${key}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const json = body === undefined ? undefined : JSON.stringify(body);
  return request(path, { method, headers, body: json }, async (answer) => {
    if (!answer.ok) throw await problemOf(answer);
    return answer.status === 204 ? {} : answer.json();
  });
}
