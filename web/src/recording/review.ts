// Listening to a take: the voice over the backing track, in time.

import { type Booth, heardTime, soundIsFor } from "./booth";
import { decodeFile } from "./decoding";
import { peaksOf } from "./levels";
import { listeners } from "./listeners";
import type { Song } from "./song";
import { limits, type Take } from "./take";

export interface Review {
  /** False where this browser cannot decode the take: then play it in an <audio> element. */
  readonly decoded: boolean;
  readonly durationSeconds: number;
  readonly playing: boolean;
  /** Where in the song the ears are, seconds. */
  position(): number;
  /** Plays from the position; at the end, from the start. Call it in a click. */
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  /** 0…1 each; at first as in `mix`. */
  setVoiceGain(gain: number): void;
  setBackingGain(gain: number): void;
  /** −0.2…0.2; positive moves the voice later. Heard at once while playing. */
  setNudge(seconds: number): void;
  /** Peaks (0…1) of the voice along the song, nudge included. */
  voicePeaks(count: number): Float32Array;
  /** Called on play, pause, seek and end; returns what ends it. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/** How loud voice and backing track are before the fan moves a slider: the voice is what counts. */
export const mix = { voice: 1, backing: 0.8 };

const leadSeconds = 0.05;

function openTrack(context: AudioContext, output: AudioNode, buffer: AudioBuffer, gain: number) {
  const volume = context.createGain();
  volume.gain.value = gain;
  volume.connect(output);
  let source: AudioBufferSourceNode | null = null;
  const stop = () => {
    source?.disconnect();
    source = null;
  };
  return {
    /** Sounds from `from` (negative: that much silence first) at `at`. */
    start(at: number, from: number): void {
      stop();
      if (from >= buffer.duration) return;
      source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(volume);
      source.start(at + Math.max(0, -from), Math.max(0, from));
    },
    stop,
    setGain: (level: number) => void volume.gain.setTargetAtTime(level, context.currentTime, 0.02),
    close(): void {
      stop();
      volume.disconnect();
    },
  };
}

/** Where in the recording the voice is that belongs to the song's second 0. */
function voiceOffset(take: Take, nudgeSeconds: number): number {
  const { song_seconds, latency_seconds } = take.timing;
  return (song_seconds ?? 0) + (latency_seconds ?? 0) - nudgeSeconds;
}

/** Close the microphone first: iPhones play quietly while they listen. A take of tier C is played
 * alone: nothing says how it lies on the song. */
export async function openReview(booth: Booth, take: Take, song: Song | null): Promise<Review> {
  const { context } = booth;
  soundIsFor("playback");
  const sound = await decodeFile(take.bytes);
  const isMixed = song !== null && take.tier !== "C";
  // Voice and track together may exceed what a device can play.
  const limiter = context.createDynamicsCompressor();
  limiter.threshold.value = -3;
  limiter.ratio.value = 20;
  limiter.connect(booth.output);
  const voice = sound && openTrack(context, limiter, sound, mix.voice);
  const backing = isMixed ? openTrack(context, limiter, song.backing, mix.backing) : null;
  const durationSeconds = (isMixed ? song.durationSeconds : (sound?.duration ?? take.durationSeconds)) ?? 0;

  const changes = listeners<void>();
  let nudge = take.timing.nudge_seconds;
  let restingAt = 0; // while not playing
  let zeroAt = 0; // when the song's second 0 leaves or would have left, while playing
  let timer: ReturnType<typeof setInterval> | null = null;

  const position = () =>
    timer === null ? restingAt : Math.min(durationSeconds, Math.max(restingAt, heardTime(context) - zeroAt));
  const startVoice = (at: number) => voice?.start(at, at - zeroAt + voiceOffset(take, nudge));
  const rest = (seconds: number) => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    restingAt = seconds;
    voice?.stop();
    backing?.stop();
  };
  const play = () => {
    if (timer !== null || !sound) return;
    void booth.wake();
    if (restingAt >= durationSeconds - leadSeconds) restingAt = 0;
    const at = context.currentTime + leadSeconds;
    zeroAt = at - restingAt;
    backing?.start(at, restingAt);
    startVoice(at);
    timer = setInterval(() => {
      if (position() < durationSeconds) return;
      rest(0);
      changes.tell();
    }, 50);
    changes.tell();
  };
  const pause = () => {
    rest(position());
    changes.tell();
  };

  return {
    decoded: sound !== null,
    durationSeconds,
    get playing() {
      return timer !== null;
    },
    position,
    play,
    pause,
    seek(seconds) {
      const wasPlaying = timer !== null;
      rest(Math.max(0, Math.min(durationSeconds, seconds)));
      if (wasPlaying) play();
      else changes.tell();
    },
    setVoiceGain: (gain) => voice?.setGain(gain),
    setBackingGain: (gain) => backing?.setGain(gain),
    setNudge(seconds) {
      nudge = Math.max(-limits.nudgeSeconds, Math.min(limits.nudgeSeconds, seconds));
      if (timer !== null) startVoice(context.currentTime + leadSeconds);
    },
    voicePeaks(count) {
      if (!sound) return new Float32Array(count);
      const samples = sound.getChannelData(0);
      const from = Math.round(voiceOffset(take, nudge) * sound.sampleRate);
      const along = new Float32Array(Math.round(durationSeconds * sound.sampleRate));
      along.set(samples.subarray(Math.max(0, from), Math.max(0, from + along.length)), Math.max(0, -from));
      return peaksOf(along, count);
    },
    onChange: changes.add,
    close() {
      rest(0);
      voice?.close();
      backing?.close();
      limiter.disconnect();
    },
  };
}
