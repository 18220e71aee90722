// What this browser can record with, found out without asking the fan for anything.

import type { MicCode } from "./microphone";

/** A: MediaRecorder. B: AudioWorklet into WAV. C: a file the fan brings. */
export type Tier = "A" | "B" | "C";

export interface Environment {
  /** The best tier worth trying. */
  tier: Tier;
  /** A browser inside another app: most of these never ask for the microphone. */
  inApp: boolean;
}

// Facebook, Instagram, TikTok, WeChat, LINE, Snapchat, X, KakaoTalk.
const apps =
  /\bFB(AN|AV|_IAB)\b|\bInstagram\b|musical_ly|BytedanceWebview|\bTikTok\b|\bMicroMessenger\b|\bLine\/|\bSnapchat\b|\bTwitter(Android| for )|\bKAKAOTALK\b/i;

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
  return { tier: lackOfMicrophone() ? "C" : recorderType() ? "A" : "B", inApp: apps.test(navigator.userAgent) };
}
