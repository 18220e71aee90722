// The bus a recorder listens to, and the take that comes of it: the microphone, and a marker that is
// mixed in for the file alone.

import type { Latency } from "./latency";
import { type Recording, startCapture } from "./capture";
import { loudest } from "./levels";
import { placeMarker } from "./marker";
import { MicProblem, type Microphone } from "./microphone";
import { blankTiming, refuseUseless, type Take } from "./take";

/** From the marker to the first thing a fan hears: the file is quiet again by then. */
export const markerLeadSeconds = 0.1;

export interface Run {
  /** When the song's second 0 left for the speaker, on the context's clock. */
  songAt: number;
  latency: Latency;
  clipped: boolean;
  interrupted: boolean;
}

export interface Tape {
  /** Sounds the marker at `at`; once. */
  mark(at: number): void;
  /** Ends the recording. Rejects with a TakeProblem when it is no take. */
  stop(run: Run): Promise<Take>;
}

const microseconds = (seconds: number) => Math.round(seconds * 1e6) / 1e6;

function takeOf(recording: Recording, microphone: Microphone, run: Run, markerAt: number, endAt: number): Take {
  const { samples, sampleRate, markerSeconds, tier } = recording;
  const sung = samples?.subarray(Math.round(((markerSeconds ?? 0) + markerLeadSeconds) * sampleRate));
  return {
    bytes: recording.bytes,
    mediaType: recording.mediaType,
    tier,
    durationSeconds: samples ? samples.length / sampleRate : endAt - markerAt,
    loudestDbfs: sung ? loudest(sung, sampleRate) : null,
    timing: {
      ...blankTiming(tier),
      ...microphone.settings,
      marker_seconds: markerSeconds === null ? null : microseconds(markerSeconds),
      song_seconds: markerSeconds === null ? null : microseconds(markerSeconds + run.songAt - markerAt),
      latency_seconds: microseconds(run.latency.latencySeconds),
      latency_source: run.latency.latencySource,
      lost_frames: recording.lostFrames,
      headphones: microphone.headphones,
      bluetooth: microphone.bluetooth,
      clipped: run.clipped,
      interrupted: run.interrupted,
    },
  };
}

/** Starts recording what the microphone hears. Rejects with a MicProblem when no recorder can. */
export async function startTape(context: AudioContext, microphone: Microphone): Promise<Tape> {
  const [bus, voice] = [context.createGain(), context.createGain()];
  microphone.source.connect(voice).connect(bus);
  const capture = await startCapture(microphone.tier, context, bus).catch(() => {
    voice.disconnect();
    throw new MicProblem("failed");
  });
  let markerAt = 0;
  return {
    mark(at) {
      markerAt = at;
      placeMarker(context, bus, voice, at);
    },
    async stop(run) {
      const endAt = context.currentTime;
      const recording = await capture.stop(markerAt);
      voice.disconnect(); // the microphone itself may be gone already
      const take = takeOf(recording, microphone, run, markerAt, endAt);
      refuseUseless(take);
      return take;
    },
  };
}
