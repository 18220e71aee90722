// Samples straight from the audio thread, each with its place on the booth's clock.

import workletUrl from "./pcm_worklet.js?worker&url";

export interface PcmRecording {
  /** Without gaps: frames that the machine dropped are silence. */
  samples: Int16Array<ArrayBuffer>;
  /** When the first sample was heard, seconds of the context's clock. */
  startSeconds: number;
  lostFrames: number;
}

export interface PcmCapture {
  /** Ends the capture, once. */
  stop(): Promise<PcmRecording>;
}

interface Chunk {
  frame: number;
  samples: Int16Array;
}

// A context that the system stopped answers nobody.
const patienceMs = 1000;
const mostSeconds = 90;

function join(chunks: Chunk[], sampleRate: number): PcmRecording {
  const first = chunks[0]?.frame ?? 0;
  const last = chunks[chunks.length - 1];
  const whole = last ? last.frame + last.samples.length - first : 0;
  const samples = new Int16Array(Math.min(whole, mostSeconds * sampleRate));
  let heard = 0;
  for (const chunk of chunks) {
    const at = chunk.frame - first;
    if (at + chunk.samples.length > samples.length) break;
    samples.set(chunk.samples, at);
    heard += chunk.samples.length;
  }
  return { samples, startSeconds: first / sampleRate, lostFrames: samples.length - heard };
}

export function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 0x8000);
}

/** Records what flows through `bus`. Rejects where the browser has no worklets. */
export async function capturePcm(context: AudioContext, bus: AudioNode): Promise<PcmCapture> {
  await context.audioWorklet.addModule(workletUrl);
  const node = new AudioWorkletNode(context, "chant-pcm", {
    outputChannelCount: [1],
    channelCount: 1,
    channelCountMode: "explicit",
  });
  const chunks: Chunk[] = [];
  let settle = () => {};
  const handed = new Promise<void>((done) => (settle = done));
  node.port.onmessage = ({ data }: MessageEvent<Chunk | null>) => (data ? void chunks.push(data) : settle());
  bus.connect(node);
  node.connect(context.destination); // a silent output keeps it running
  return {
    async stop() {
      node.port.postMessage("stop");
      await Promise.race([handed, new Promise((done) => setTimeout(done, patienceMs))]);
      bus.disconnect(node);
      node.disconnect();
      return join(chunks, context.sampleRate);
    },
  };
}
