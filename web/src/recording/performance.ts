// A run through the song: count-in, backing track, guide voice, and a take when there is a
// microphone. All of it is scheduled at once on the booth's clock.

import { type Booth, heardTime } from "./booth";
import { type Calibration, reportedLatency } from "./calibration";
import { type Capture, type Recording, startCapture } from "./capture";
import { type Level, clippingDbfs, loudest } from "./levels";
import { listeners } from "./listeners";
import { placeMarker } from "./marker";
import { levelMs, MicProblem, type Microphone } from "./microphone";
import type { Song } from "./song";
import { blankTiming, limits, refuseUseless, type Take, TakeProblem } from "./take";

export interface PerformanceOptions {
  /** Without one it is a rehearsal. */
  microphone?: Microphone;
  /** Its latency goes into the take; without one the browser's word does. */
  calibration?: Calibration;
  /** 0…1; the guide voice helps in a rehearsal and is quieter in a take. */
  guideGain?: number;
  backingGain?: number;
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
  onLevel(listener: (level: Level) => void): () => void;
  /** Turned while it plays. */
  setGuideGain(gain: number): void;
  stop(): void;
  /** Settles once, whatever ends it. Never rejects. */
  readonly ended: Promise<Ending>;
}

const settleSeconds = 0.25; // between scheduling and the first sound: a busy machine needs some
const markerLeadSeconds = 0.1; // the marker is over before the count-in begins
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

/** The bus a recorder listens to: the microphone, and whatever is mixed in for the file alone. */
class Tape {
  private constructor(
    private readonly context: AudioContext,
    private readonly microphone: Microphone,
    private readonly bus: GainNode,
    private readonly voice: GainNode,
    private readonly capture: Capture,
  ) {}

  static async start(context: AudioContext, microphone: Microphone): Promise<Tape> {
    const [bus, voice] = [context.createGain(), context.createGain()];
    microphone.source.connect(voice).connect(bus);
    try {
      return new Tape(context, microphone, bus, voice, await startCapture(microphone.tier, context, bus));
    } catch {
      microphone.source.disconnect(voice);
      throw new MicProblem("failed");
    }
  }

  mark(at: number): void {
    placeMarker(this.context, this.bus, this.voice, at);
  }

  async stop(markerAt: number): Promise<Recording> {
    const recording = await this.capture.stop(markerAt);
    this.microphone.source.disconnect(this.voice);
    return recording;
  }
}

const microseconds = (seconds: number) => Math.round(seconds * 1e6) / 1e6;

/** Resolves when everything is scheduled; the count-in begins a fraction of a second later.
 * Rejects with a MicProblem when the recorder cannot be started. */
export async function perform(booth: Booth, song: Song, options: PerformanceOptions = {}): Promise<Performance> {
  const { context } = booth;
  const { microphone, calibration } = options;
  await booth.wake();
  const tape = microphone ? await Tape.start(context, microphone) : null;

  const markerAt = context.currentTime + settleSeconds;
  tape?.mark(markerAt);
  const countInAt = markerAt + markerLeadSeconds;
  const songAt = countInAt + song.countInSeconds;
  const lengthSeconds = Math.min(song.durationSeconds, limits.longestSeconds);
  const clicks = Array.from({ length: song.lyrics.count_in_beats }, (_, beat) =>
    click(booth, countInAt + beat * song.beatSeconds, beat % song.lyrics.beats_per_bar === 0),
  );
  const backing = track(booth, song.backing, options.backingGain ?? 1, songAt);
  const guide = song.guide && track(booth, song.guide, options.guideGain ?? (tape ? 0.3 : 0.8), songAt);

  const levels = listeners<Level>();
  const peaks: number[] = [];
  let clipped = false;
  const unlisten = microphone?.onLevel((level) => {
    const slot = Math.floor((context.currentTime - countInAt) / (levelMs / 1000));
    const peak = Math.min(1, 10 ** (level.peakDbfs / 20));
    while (peaks.length <= slot) peaks.push(peak); // a late timer leaves no hole
    if (slot >= 0) clipped ||= level.peakDbfs > clippingDbfs;
    levels.tell(level);
  });

  const takeOf = (recording: Recording, interrupted: boolean): Take => {
    const { samples, sampleRate, markerSeconds } = recording;
    const sung = samples?.subarray(Math.round(((markerSeconds ?? 0) + markerLeadSeconds) * sampleRate));
    const latency = calibration ?? reportedLatency(context, microphone!);
    return {
      bytes: recording.bytes,
      mediaType: recording.mediaType,
      tier: recording.tier,
      durationSeconds: samples ? samples.length / sampleRate : context.currentTime - markerAt,
      loudestDbfs: sung ? loudest(sung, sampleRate) : null,
      timing: {
        ...blankTiming(recording.tier),
        ...microphone!.settings,
        marker_seconds: markerSeconds === null ? null : microseconds(markerSeconds),
        song_seconds: markerSeconds === null ? null : microseconds(markerSeconds + songAt - markerAt),
        latency_seconds: microseconds(latency.latencySeconds),
        latency_source: latency.latencySource,
        lost_frames: recording.lostFrames,
        headphones: microphone!.headphones,
        bluetooth: microphone!.bluetooth,
        clipped,
        interrupted,
      },
    };
  };

  let settle: (ending: Ending) => void;
  const ended = new Promise<Ending>((done) => (settle = done));
  let isOver = false;
  const end = async (reason: Ending["reason"]) => {
    if (isOver) return;
    isOver = true;
    for (const leave of watches) leave();
    for (const sound of [...clicks, backing.source, guide?.source]) sound?.stop();
    if (!tape) return settle({ reason, take: null, problem: null });
    try {
      const take = takeOf(await tape.stop(markerAt), reason === "interrupted");
      refuseUseless(take);
      settle({ reason, take, problem: null });
    } catch (refusal) {
      settle({ reason, take: null, problem: refusal instanceof TakeProblem ? refusal : new TakeProblem("unreadable") });
    }
  };

  const interrupt = () => void end("interrupted");
  const onHidden = () => document.hidden && interrupt();
  const onClock = () => context.state !== "running" && interrupt();
  document.addEventListener("visibilitychange", onHidden);
  context.addEventListener("statechange", onClock);
  const endAt = songAt + lengthSeconds + (tape ? tailSeconds : 0);
  const timer = setInterval(() => context.currentTime >= endAt && void end("finished"), levelMs);
  const watches = [
    () => document.removeEventListener("visibilitychange", onHidden),
    () => context.removeEventListener("statechange", onClock),
    () => clearInterval(timer),
    () => unlisten?.(),
    microphone?.onInterrupted(interrupt) ?? (() => {}),
  ];

  const position = () => heardTime(context) - songAt;
  return {
    song,
    recording: tape !== null,
    position,
    beat: () => Math.floor(position() / song.beatSeconds),
    peaks,
    onLevel: levels.add,
    setGuideGain: (gain) => guide?.volume.gain.setTargetAtTime(gain, context.currentTime, 0.02),
    stop: () => void end("stopped"),
    ended,
  };
}
