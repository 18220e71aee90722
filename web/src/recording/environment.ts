// What this browser can record with, found out without asking the fan for anything.

import type { MicCode } from "./microphone";

/** A: MediaRecorder. B: AudioWorklet into WAV. C: a file the fan brings. */
export type Tier = "A" | "B" | "C";

/** A browser inside another app: most of these never ask for the microphone. */
export interface InApp {
  /** An address that leaves the app for the system's browser; null where none is known to work. */
  outside: string | null;
}

export interface Environment {
  /** The best tier worth trying. */
  tier: Tier;
  inApp: InApp | null;
}

const line = /\bLine\//;
// Facebook, Instagram, TikTok, WeChat, Snapchat, X, KakaoTalk.
const others =
  /\bFB(AN|AV|_IAB)\b|\bInstagram\b|musical_ly|BytedanceWebview|\bTikTok\b|\bMicroMessenger\b|\bSnapchat\b|\bTwitter(Android| for )|\bKAKAOTALK\b/i;

// Android opens an intent; LINE has a parameter of its own; others only have a menu entry.
function outsideAddress(agent: string): string | null {
  const here = new URL(location.href);
  if (line.test(agent)) {
    here.searchParams.set("openExternalBrowser", "1");
    return here.href;
  }
  if (!/Android/.test(agent)) return null;
  const scheme = here.protocol.slice(0, -1);
  return `intent://${here.host}${here.pathname}${here.search}#Intent;scheme=${scheme};action=android.intent.action.VIEW;end`;
}

export function inAppBrowser(agent = navigator.userAgent): InApp | null {
  return line.test(agent) || others.test(agent) ? { outside: outsideAddress(agent) } : null;
}

// Safari since 18.4 says yes to WebM, yet its own MP4 is what it plays everywhere.
export function recorderType(): string | null {
  if (typeof MediaRecorder === "undefined" || !MediaRecorder.isTypeSupported) return null;
  const mp4 = ["audio/mp4;codecs=mp4a.40.2", "audio/mp4"];
  const webm = ["audio/webm;codecs=opus", "audio/webm"];
  const isSafari = /^(?!.*(?:chrome|android|crios|fxios|edg)).*safari/i.test(navigator.userAgent);
  const wished = isSafari ? [...mp4, ...webm] : [...webm, "audio/ogg;codecs=opus", ...mp4];
  return wished.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/** Why asking for the microphone is of no use; null when it is. */
export function lackOfMicrophone(): MicCode | null {
  if (!isSecureContext) return "insecure";
  const hasMicrophone = typeof navigator.mediaDevices?.getUserMedia === "function";
  const canRecord = recorderType() !== null || typeof AudioWorkletNode === "function";
  return hasMicrophone && typeof AudioContext === "function" && canRecord ? null : "unsupported";
}

export function examineBrowser(): Environment {
  return { tier: lackOfMicrophone() ? "C" : recorderType() ? "A" : "B", inApp: inAppBrowser() };
}
