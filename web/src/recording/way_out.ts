// Out of a browser inside another app, into one that has a microphone.

/** An address that leaves the app for the system's browser; null where none is known to work. */
export function wayOut(): string | null {
  const agent = navigator.userAgent;
  const here = new URL(location.href);
  // LINE has a parameter of its own, Android opens an intent, other apps only have a menu entry.
  if (/\bLine\//.test(agent)) {
    here.searchParams.set("openExternalBrowser", "1");
    return here.href;
  }
  if (!/Android/.test(agent)) return null;
  const scheme = here.protocol.slice(0, -1);
  return `intent://${here.host}${here.pathname}${here.search}#Intent;scheme=${scheme};action=android.intent.action.VIEW;end`;
}
