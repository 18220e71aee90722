// How late a voice arrives that was in time, as far as the browser knows it.

import type { Microphone } from "./microphone";
import type { Timing } from "./take";

export interface Latency {
  latencySeconds: number;
  latencySource: NonNullable<Timing["latency_source"]>;
}

// What a way through the system costs where the browser does not say.
const unknownOutputSeconds = () => (/Android/.test(navigator.userAgent) ? 0.12 : 0.03);
const unknownInputSeconds = 0.01;

/** The round trip as far as the browser knows it, without listening. */
export function reportedLatency(context: AudioContext, microphone: Microphone): Latency {
  const output = context.outputLatency || 0;
  const input = microphone.latencySeconds ?? unknownInputSeconds;
  return {
    latencySeconds: (output || unknownOutputSeconds()) + input,
    latencySource: output ? "device" : "default",
  };
}
