// Front-end errors, told to the server: where traffic and errors part ways, something is broken.
// The server keeps of a report only what no person can have typed (docs/api.md).

const address = "/api/v1/errors";
const largestBytes = 4096; // the server's limit for one report
const mostPerPage = 5; // a loop that fails must not become a flood

type Kind = "script" | "promise" | "csp" | "resource";
interface Place {
  source?: string | null;
  line?: number;
  column?: number;
  stack?: string;
}

const meta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;

/** The share of page views whose errors are told, by the page's own word; each counts for the rest. */
function weightOfThisPage(): number {
  const share = Number(meta("error-share") ?? 1);
  if (!(share > 0) || Math.random() >= share) return 0;
  return Math.max(1, Math.round(1 / share));
}

/** Browser extensions fail inside our pages, and none of it is ours to mend. */
const isForeign = (text?: string | null) => /-extension:/.test(text ?? "");

/** Nothing happened: browsers report it for layouts that took two frames. */
const isHarmless = (message: string) => message.startsWith("ResizeObserver loop");

function send(report: object): void {
  const body = new Blob([JSON.stringify(report)], { type: "application/json" });
  if (body.size > largestBytes) return;
  if (navigator.sendBeacon?.(address, body)) return;
  const request = { method: "POST", body, keepalive: true, credentials: "omit" } as const;
  fetch(address, request).catch(() => undefined);
}

export function watchErrors(): void {
  const weight = weightOfThisPage();
  if (weight === 0) return;
  const told = new Set<string>();

  function tell(kind: Kind, message: string, { source, line, column, stack }: Place): void {
    const what = `${kind} ${message} ${source} ${line}`;
    if (isForeign(stack) || isForeign(source) || isForeign(message) || isHarmless(message)) return;
    if (told.has(what) || told.size >= mostPerPage) return;
    told.add(what);
    send({
      kind,
      weight,
      message: message.slice(0, 500),
      source: source?.slice(0, 300) ?? "",
      line: line ?? 0,
      column: column ?? 0,
      stack: stack?.slice(0, 2000) ?? "",
      release: meta("release") ?? "",
      page: location.pathname,
      agent: navigator.userAgent.slice(0, 300),
    });
  }

  // Errors of resources do not bubble: they are seen on their way down.
  const onError = (e: Event) => {
    if (e instanceof ErrorEvent) {
      const place = { source: e.filename, line: e.lineno, column: e.colno, stack: e.error?.stack };
      tell("script", e.message, place);
    } else if (e.target instanceof Element) {
      const from = e.target as HTMLImageElement & HTMLLinkElement;
      const url = from.currentSrc || from.src || from.href;
      tell("resource", `resource ${from.localName} ${String(url).slice(0, 300)}`, {});
    }
  };
  addEventListener("error", onError, true);
  addEventListener("unhandledrejection", ({ reason }) => {
    const { name, message, stack } = reason instanceof Error ? reason : ({} as Partial<Error>);
    tell("promise", name ? `${name}: ${message}` : String(reason), { stack });
  });
  document.addEventListener("securitypolicyviolation", (e) => {
    const place = { source: e.sourceFile, line: e.lineNumber, column: e.columnNumber };
    tell("csp", `csp ${e.effectiveDirective} ${e.blockedURI.slice(0, 300)}`, place);
  });
}
