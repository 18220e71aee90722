// The fan's microphone: asked for once, watched all the time, given back early.

import { type Booth, soundIsFor } from "./booth";
import { lackOfMicrophone, recorderType, type Tier } from "./environment";
import { type Level, levelKeeper } from "./levels";
import { listeners } from "./listeners";
import type { Timing } from "./take";

/** Why there is no microphone, or no longer. Texts are keyed `studio.mic.<code>`. */
export type MicCode = "insecure" | "unsupported" | "denied" | "missing" | "busy" | "failed" | "interrupted";

export class MicProblem extends Error {
  constructor(readonly code: MicCode) {
    super(code);
  }
}

export interface Microphone {
  /** The tier a take will be recorded in: A or B. */
  readonly tier: Exclude<Tier, "C">;
  /** Where its sound enters the booth. */
  readonly source: AudioNode;
  readonly headphones: boolean;
  /** Mono at 8 or 16 kHz, or called a headset: the fan should take the built-in one. */
  readonly bluetooth: boolean;
  /** What the browser really switched on, in a take's words; null where it does not say. */
  readonly settings: Pick<
    Timing,
    "sample_rate" | "echo_cancellation" | "noise_suppression" | "auto_gain_control"
  >;
  /** From the air to the page, as the browser says; null where it does not. */
  readonly latencySeconds: number | null;
  /** Called about 25 times a second; returns what ends it. */
  onLevel(listener: (level: Level) => void): () => void;
  /** A call, another app, a pulled plug; returns what ends it. */
  onInterrupted(listener: () => void): () => void;
  /** Gives the microphone back: the browser's red light goes out. */
  close(): void;
}

/** How often levels are told. */
export const levelMs = 40;
// Twice that at 48 kHz: a late timer does not miss a peak.
const levelFrames = 4096;

// A device that sleeps takes a second or two to play.
const wakings = 3;

const codes: Record<string, MicCode> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

// Music, not speech: browsers switch all of this on unless they are told.
async function ask(headphones: boolean): Promise<MediaStream> {
  const audio = {
    echoCancellation: !headphones,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 1 },
  };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio, video: false });
  } catch (refusal) {
    throw new MicProblem(codes[(refusal as DOMException).name] ?? "failed");
  }
}

function settingsOf(found: MediaTrackSettings): Microphone["settings"] {
  return {
    sample_rate: found.sampleRate ?? null,
    echo_cancellation: typeof found.echoCancellation === "boolean" ? found.echoCancellation : null,
    noise_suppression: found.noiseSuppression ?? null,
    auto_gain_control: found.autoGainControl ?? null,
  };
}

const headsetNames = /bluetooth|airpods|hands-?free|\bbuds\b|\bhfp\b/i;
const telephoneRate = 24_000;

/** Asks the fan (in a click). With headphones all processing is off; with speakers the echo of the
 * backing track is taken out. Throws a MicProblem: then tier C is left. */
export async function openMicrophone(
  booth: Booth,
  options: { headphones: boolean; tier?: Exclude<Tier, "C"> },
): Promise<Microphone> {
  const lack = lackOfMicrophone();
  if (lack) throw new MicProblem(lack);
  const { context } = booth;
  soundIsFor("play-and-record");
  const stream = await ask(options.headphones);
  const track = stream.getAudioTracks()[0];
  let source: AudioNode | null = null;
  try {
    source = context.createMediaStreamSource(stream);
  } catch {
    // some browsers refuse a microphone whose rate is not the context's
  }
  let isRunning = await booth.running;
  for (let more = 0; !isRunning && more < wakings; ++more) isRunning = await booth.wake();
  if (!track || !source || !isRunning) {
    stream.getTracks().forEach((each) => each.stop());
    throw new MicProblem("failed");
  }

  const levels = listeners<Level>();
  const interruptions = listeners<void>();
  track.onmute = track.onended = () => interruptions.tell();

  const analyser = context.createAnalyser();
  analyser.fftSize = levelFrames;
  source.connect(analyser);
  const samples = new Float32Array(levelFrames);
  const levelOf = levelKeeper();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    levels.tell(levelOf(samples, performance.now()));
  }, levelMs);

  const found: MediaTrackSettings & { latency?: number } = track.getSettings();
  return {
    tier: options.tier ?? (recorderType() ? "A" : "B"),
    source,
    headphones: options.headphones,
    bluetooth: headsetNames.test(track.label) || (found.sampleRate ?? Infinity) <= telephoneRate,
    settings: settingsOf(found),
    latencySeconds: found.latency ?? null,
    onLevel: levels.add,
    onInterrupted: interruptions.add,
    close() {
      clearInterval(timer);
      source.disconnect();
      stream.getTracks().forEach((each) => each.stop());
    },
  };
}
