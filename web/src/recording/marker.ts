// A burst that only the recording hears: it says where in a file a moment of the booth's clock is.
// A recorder's own word for its beginning is 70 ms off, and never by the same amount.

export const marker = { hertz: 2000, seconds: 0.02, gain: 0.5 };

// How long the microphone is away from the recording, so that the burst stands alone.
const asideSeconds = 0.01;

/** Sounds the marker into `bus` at `at`, with `voice` silent around it. */
export function placeMarker(context: BaseAudioContext, bus: AudioNode, voice: GainNode, at: number): void {
  const burst = context.createOscillator();
  const level = context.createGain();
  burst.frequency.value = marker.hertz;
  level.gain.value = marker.gain;
  burst.connect(level).connect(bus);
  burst.start(at);
  burst.stop(at + marker.seconds);
  voice.gain.setValueAtTime(0, at - asideSeconds);
  voice.gain.setValueAtTime(1, at + marker.seconds + asideSeconds);
}

// Opus smears the burst a little; speech and whistling never come near this.
const purityWanted = 0.7;

/** Where the marker begins, seconds into `samples`; null when there is none in the first
 * `withinSeconds`. A matched filter: of the first windows that hold 2 kHz and little else, the one
 * that holds most of it. */
export function findMarker(samples: Float32Array, sampleRate: number, withinSeconds = 5): number | null {
  const window = Math.round(marker.seconds * sampleRate);
  const end = Math.min(samples.length, Math.round(withinSeconds * sampleRate));
  const turn = (2 * Math.PI * marker.hertz) / sampleRate;
  const leastPower = ((marker.gain / 4) * (window / 2)) ** 2;
  let [inPhase, quadrature, energy] = [0, 0, 0];
  let best = { power: leastPower, at: -1 };
  const slide = (i: number, sign: number) => {
    const sample = samples[i]!;
    inPhase += sign * sample * Math.cos(turn * i);
    quadrature += sign * sample * Math.sin(turn * i);
    energy += sign * sample * sample;
  };
  for (let i = 0; i < end; ++i) {
    slide(i, 1);
    if (i >= window) slide(i - window, -1);
    const at = i - window + 1;
    const power = inPhase * inPhase + quadrature * quadrature;
    if (power > best.power && power > purityWanted * energy * (window / 2)) best = { power, at };
    if (best.at >= 0 && at > best.at + window) break;
  }
  return best.at < 0 ? null : best.at / sampleRate;
}
