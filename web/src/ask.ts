// One request to our own server: JSON in, JSON out, and every failure a Problem.

/** A refusal. `code` is the server's stable word; "offline" and "other" are the page's own. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly field: string,
    readonly status: number,
    readonly retryAfterSeconds: number | null,
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

/** The answer's JSON, empty for 204. `key` is the fan's secret, if it is needed. */
export async function ask(
  method: string,
  path: string,
  key: string | null,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (key) headers.Authorization = `Bearer ${key}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: abort.signal,
      credentials: "omit",
    });
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? {} : await response.json();
  } catch (failure) {
    throw failure instanceof Problem ? failure : new Problem("offline", "", 0, null);
  } finally {
    clearTimeout(timer);
  }
}
