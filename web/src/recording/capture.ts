// One way to record for performances, whichever tier it is.

import type { Tier } from "./environment";
import { findMarker } from "./marker";
import { captureMedia } from "./media_capture";

export interface Recording {
  bytes: Blob;
  mediaType: string;
  tier: Exclude<Tier, "C">;
  /** As it will be decoded; null where this browser cannot. */
  samples: Float32Array | null;
  sampleRate: number;
  markerSeconds: number | null;
  lostFrames: number;
}

export interface Capture {
  /** `markerAt` is when the marker sounded, on the context's clock. */
  stop(markerAt: number): Promise<Recording>;
}

async function mediaCapture(context: AudioContext, bus: AudioNode): Promise<Capture> {
  const capture = await captureMedia(context, bus);
  return {
    async stop() {
      const bytes = await capture.stop();
      const sound = bytes.size ? await context.decodeAudioData(await bytes.arrayBuffer()).catch(() => null) : null;
      const samples = sound?.getChannelData(0) ?? null;
      return {
        bytes,
        mediaType: bytes.type,
        tier: "A",
        samples,
        sampleRate: context.sampleRate,
        markerSeconds: samples && findMarker(samples, context.sampleRate),
        lostFrames: 0,
      };
    },
  };
}

/** Starts the wished tier; where A fails at the last moment, B. Rejects when both do. */
export async function startCapture(tier: Exclude<Tier, "C">, context: AudioContext, bus: AudioNode): Promise<Capture> {
  if (tier === "A") {
    try {
      return await mediaCapture(context, bus);
    } catch {
      // a recorder that is there and does not work: the worklet may
    }
  }
  const { pcmCapture } = await import("./sampling"); // few browsers need it
  return pcmCapture(context, bus);
}
