// Tier B as a capture: samples of the audio thread, in a WAV file.

import type { Capture } from "./capture";
import { capturePcm, toFloat } from "./pcm_capture";
import { wavFile, wavType } from "./wav";

export async function pcmCapture(context: AudioContext, bus: AudioNode): Promise<Capture> {
  const capture = await capturePcm(context, bus);
  return {
    async stop(markerAt) {
      const { samples, startSeconds, lostFrames } = await capture.stop();
      return {
        bytes: samples.length ? wavFile(samples, context.sampleRate) : new Blob([]),
        mediaType: wavType,
        tier: "B",
        samples: toFloat(samples),
        sampleRate: context.sampleRate,
        markerSeconds: markerAt - startSeconds,
        lostFrames,
      };
    },
  };
}
