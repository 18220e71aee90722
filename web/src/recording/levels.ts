// How loud it is: numbers for a meter, words for everybody, peaks for a picture.

/** Texts are keyed `studio.level.<word>`. */
export type LevelWord = "silent" | "quiet" | "good" | "loud";

export interface Level {
  /** Highest sample of the last moment, dBFS; −100 is nothing at all. */
  peakDbfs: number;
  /** Root mean square of the last moment on a meter: 0 at −60 dBFS and below, 1 at 0 dBFS. */
  meter: number;
  /** What to tell the fan, from the last two seconds rather than one moment; loud: samples hit the
   * ceiling. */
  word: LevelWord;
}

export const silenceDbfs = -60;
export const quietDbfs = -40;
export const clippingDbfs = -0.1;
const holdMs = 2000;

export const dbfs = (amplitude: number) => Math.max(-100, 20 * Math.log10(Math.max(amplitude, 1e-5)));

export function measure(samples: Float32Array): { rms: number; peak: number } {
  let sum = 0;
  let peak = 0;
  for (const sample of samples) {
    sum += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  return { rms: Math.sqrt(sum / Math.max(1, samples.length)), peak };
}

/** Turns moments into levels; one for each microphone. */
export function levelKeeper(): (samples: Float32Array, nowMs: number) => Level {
  let moments: { at: number; rms: number; peak: number }[] = [];
  return (samples, nowMs) => {
    const now = measure(samples);
    moments = moments.filter((moment) => nowMs - moment.at < holdMs);
    moments.push({ at: nowMs, ...now });
    const heldDbfs = dbfs(Math.max(...moments.map((moment) => moment.peak)));
    const loudestRms = dbfs(Math.max(...moments.map((moment) => moment.rms)));
    const isLoud = heldDbfs > clippingDbfs;
    return {
      peakDbfs: dbfs(now.peak),
      meter: Math.min(1, Math.max(0, 1 + dbfs(now.rms) / 60)),
      word: isLoud ? "loud" : loudestRms < silenceDbfs ? "silent" : loudestRms < quietDbfs ? "quiet" : "good",
    };
  };
}

/** The loudest twentieth of a second, dBFS. */
export function loudest(samples: Float32Array, sampleRate: number): number {
  const window = Math.max(1, Math.round(sampleRate / 20));
  let rms = 0;
  for (let at = 0; at < samples.length; at += window)
    rms = Math.max(rms, measure(samples.subarray(at, at + window)).rms);
  return dbfs(rms);
}

/** Peaks (0…1) of `count` equal parts, to draw a waveform from. */
export function peaksOf(samples: Float32Array, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const [from, to] = [i, i + 1].map((part) => Math.floor((part * samples.length) / count));
    return measure(samples.subarray(from, to)).peak;
  });
}
