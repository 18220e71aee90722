// A run through the song: count-in, backing track, guide voice, and a take when there is a
// microphone. All of it is scheduled at once on the booth's clock.

import { type Booth, heardTime } from "./booth";
import type { Calibration } from "./calibration";
import { reportedLatency } from "./latency";
import { clippingDbfs, type Level } from "./levels";
import { levelMs, type Microphone } from "./microphone";
import type { Song } from "./song";
import { limits, type Take, TakeProblem } from "./take";
import { markerLeadSeconds, startTape } from "./tape";

export interface PerformanceOptions {
  /** Without one it is a rehearsal. */
  microphone?: Microphone;
  /** Its latency goes into the take; without one the browser's word does. */
  calibration?: Calibration;
  /** 0…1; the guide voice helps in a rehearsal and is quieter in a take. */
  guideGain?: number;
}

/** Finished: the song was over. Stopped: the fan had enough. Interrupted: the system had. */
export interface Ending {
  reason: "finished" | "stopped" | "interrupted";
  /** What was recorded, also after an interruption; null in a rehearsal or when refused. */
  take: Take | null;
  /** Why there is no take. */
  problem: TakeProblem | null;
}

export interface Performance {
  readonly song: Song;
  readonly recording: boolean;
  /** Where in the song the fan's ears are now, seconds; negative during the count-in. */
  position(): number;
  /** The beat the ears are at: −4, −3, −2, −1 in the count-in, then 0, 1 … */
  beat(): number;
  /** Peaks (0…1) of the take so far, one every 40 ms from the count-in on: the live waveform. */
  readonly peaks: readonly number[];
  /** Turned while it plays. */
  setGuideGain(gain: number): void;
  stop(): void;
  /** Settles once, whatever ends it. Never rejects. */
  readonly ended: Promise<Ending>;
}

const settleSeconds = 0.25; // between scheduling and the first sound: a busy machine needs some
const tailSeconds = 0.4; // the last word arrives late by the way through speaker and air

function click(booth: Booth, at: number, isFirst: boolean): OscillatorNode {
  const tone = booth.context.createOscillator();
  const envelope = booth.context.createGain();
  tone.frequency.value = isFirst ? 1568 : 1046.5;
  envelope.gain.setValueAtTime(0.5, at);
  envelope.gain.exponentialRampToValueAtTime(0.001, at + 0.08);
  tone.connect(envelope).connect(booth.output);
  tone.start(at);
  tone.stop(at + 0.09);
  return tone;
}

function track(booth: Booth, buffer: AudioBuffer, gain: number, at: number) {
  const source = booth.context.createBufferSource();
  const volume = booth.context.createGain();
  source.buffer = buffer;
  volume.gain.value = gain;
  source.connect(volume).connect(booth.output);
  source.start(at);
  return { source, volume };
}

interface Sounds {
  guide: GainNode | null;
  stop(): void;
}

/** Everything that is heard, each at its moment. */
function schedule(booth: Booth, song: Song, countInAt: number, guideGain: number): Sounds {
  const songAt = countInAt + song.countInSeconds;
  const { count_in_beats, beats_per_bar } = song.lyrics;
  const clicks = Array.from({ length: count_in_beats }, (_, beat) =>
    click(booth, countInAt + beat * song.beatSeconds, beat % beats_per_bar === 0),
  );
  const backing = track(booth, song.backing, 1, songAt);
  const guide = song.guide && track(booth, song.guide, guideGain, songAt);
  const sources = [...clicks, backing.source, ...(guide ? [guide.source] : [])];
  return { guide: guide && guide.volume, stop: () => sources.forEach((source) => source.stop()) };
}

/** What ends a run against the fan's will: a call, another app, another tab. Returns what ends the watch. */
function watchInterruptions(context: AudioContext, microphone: Microphone | undefined, tell: () => void): () => void {
  const onHidden = () => document.hidden && tell();
  const onClock = () => context.state !== "running" && tell();
  document.addEventListener("visibilitychange", onHidden);
  context.addEventListener("statechange", onClock);
  const leave = microphone?.onInterrupted(tell);
  return () => {
    document.removeEventListener("visibilitychange", onHidden);
    context.removeEventListener("statechange", onClock);
    leave?.();
  };
}

/** Peaks in even steps from `from` on, whatever the timer does. */
function keepPeaks(context: AudioContext, from: number) {
  const peaks: number[] = [];
  let clipped = false;
  return {
    peaks,
    clipped: () => clipped,
    add({ peakDbfs }: Level) {
      const slot = Math.floor(((context.currentTime - from) * 1000) / levelMs);
      while (peaks.length <= slot) peaks.push(Math.min(1, 10 ** (peakDbfs / 20)));
      if (slot >= 0) clipped ||= peakDbfs > clippingDbfs;
    },
  };
}

/** Resolves when everything is scheduled; the count-in begins a fraction of a second later.
 * Rejects with a MicProblem when the recorder cannot be started. */
export async function perform(booth: Booth, song: Song, options: PerformanceOptions = {}): Promise<Performance> {
  const { context } = booth;
  const { microphone, calibration } = options;
  await booth.wake();
  const tape = microphone ? await startTape(context, microphone) : null;

  const markerAt = context.currentTime + settleSeconds;
  const countInAt = markerAt + markerLeadSeconds;
  const songAt = countInAt + song.countInSeconds;
  const endAt = songAt + Math.min(song.durationSeconds, limits.longestSeconds) + (tape ? tailSeconds : 0);
  tape?.mark(markerAt);
  const sounds = schedule(booth, song, countInAt, options.guideGain ?? (tape ? 0.3 : 0.8));

  const waveform = keepPeaks(context, countInAt);
  const unlisten = microphone?.onLevel(waveform.add);

  let settle: (ending: Ending) => void;
  const ended = new Promise<Ending>((done) => (settle = done));
  let isOver = false;
  const end = async (reason: Ending["reason"]) => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    unwatch();
    unlisten?.();
    sounds.stop();
    if (!tape) return settle({ reason, take: null, problem: null });
    try {
      const take = await tape.stop({
        songAt,
        latency: calibration ?? reportedLatency(context, microphone!),
        clipped: waveform.clipped(),
        interrupted: reason === "interrupted",
      });
      settle({ reason, take, problem: null });
    } catch (refusal) {
      settle({ reason, take: null, problem: refusal instanceof TakeProblem ? refusal : new TakeProblem("unreadable") });
    }
  };
  const unwatch = watchInterruptions(context, microphone, () => void end("interrupted"));
  const timer = setInterval(() => context.currentTime >= endAt && void end("finished"), levelMs);

  const position = () => heardTime(context) - songAt;
  return {
    song,
    recording: tape !== null,
    position,
    beat: () => Math.floor(position() / song.beatSeconds),
    peaks: waveform.peaks,
    setGuideGain: (gain) => sounds.guide?.gain.setTargetAtTime(gain, context.currentTime, 0.02),
    stop: () => void end("stopped"),
    ended,
  };
}
