// Front-end errors, told to the server: where traffic and errors part ways, something is broken.

const address = "/api/v1/errors";
const largestBytes = 4096; // the server's limit for one report
const mostPerPage = 5; // a loop that fails must not become a flood
let sent = 0;

interface Report {
  message: string;
  source: string;
  line: number;
  column: number;
  stack: string;
}

// The hashed name of this module says which release it is.
const release = () => new URL(import.meta.url).pathname.split("/").pop() ?? "";

function tell(report: Report): void {
  if (sent >= mostPerPage) return;
  sent += 1;
  const body = {
    ...report,
    message: report.message.slice(0, 500),
    stack: report.stack.slice(0, 2000),
    release: release(),
    page: location.pathname,
  };
  const text = JSON.stringify(body);
  if (new Blob([text]).size > largestBytes) return;
  const headers = { "Content-Type": "application/json" };
  fetch(address, { method: "POST", headers, body: text, keepalive: true, credentials: "omit" }).catch(
    () => undefined,
  );
}

export function watchErrors(): void {
  addEventListener("error", (e) =>
    tell({
      message: e.message ?? "",
      source: e.filename ?? "",
      line: e.lineno ?? 0,
      column: e.colno ?? 0,
      stack: String(e.error?.stack ?? ""),
    }),
  );
  addEventListener("unhandledrejection", (e) => {
    const stack = String(e.reason?.stack ?? "");
    tell({ message: String(e.reason), source: "", line: 0, column: 0, stack });
  });
  document.addEventListener("securitypolicyviolation", (e) => {
    const message = `csp ${e.effectiveDirective} ${e.blockedURI}`;
    tell({ message, source: e.sourceFile ?? "", line: e.lineNumber, column: e.columnNumber, stack: "" });
  });
}
