// The song a fan sings to: two tracks on one clock, and the words with their seconds.

import type { Booth } from "./booth";

export interface LyricWord {
  start: number;
  end: number;
  text: string;
}

export interface LyricLine {
  start: number;
  end: number;
  key: string;
  text: string;
  words: LyricWord[];
}

/** The campaign's lyrics.json. Seconds on the backing track's clock. */
export interface Lyrics {
  /** Of the words, a BCP 47 tag. */
  language: string;
  bpm: number;
  beats_per_bar: number;
  count_in_beats: number;
  duration_seconds: number;
  lines: LyricLine[];
}

/** One encoding of a track; the first that this browser decodes is taken. */
export interface Source {
  url: string;
  /** As for canPlayType, e.g. `audio/ogg;codecs=opus`. */
  type: string;
}

export interface Song {
  lyrics: Lyrics;
  backing: AudioBuffer;
  guide: AudioBuffer | null;
  beatSeconds: number;
  countInSeconds: number;
  durationSeconds: number;
}

async function decode(context: BaseAudioContext, sources: Source[]): Promise<AudioBuffer> {
  const player = document.createElement("audio");
  const likely = sources.filter((source) => player.canPlayType(source.type) !== "");
  let failure: unknown = new Error("no source");
  for (const source of likely.length ? likely : sources) {
    try {
      const response = await fetch(source.url, { credentials: "omit" });
      if (!response.ok) throw new Error(`${source.url}: ${response.status}`);
      return await context.decodeAudioData(await response.arrayBuffer());
    } catch (reason) {
      failure = reason;
    }
  }
  throw failure;
}

/** Rejects when no source of the backing track can be fetched and decoded; a guide may be missing. */
export async function loadSong(
  booth: Booth,
  from: { backing: Source[]; guide?: Source[]; lyrics: Lyrics | string },
): Promise<Song> {
  const lyrics =
    typeof from.lyrics === "string"
      ? fetch(from.lyrics, { credentials: "omit" }).then((response) => response.json() as Promise<Lyrics>)
      : from.lyrics;
  const [backing, guide, words] = await Promise.all([
    decode(booth.context, from.backing),
    from.guide ? decode(booth.context, from.guide).catch(() => null) : null,
    lyrics,
  ]);
  const beatSeconds = 60 / words.bpm;
  return {
    lyrics: words,
    backing,
    guide,
    beatSeconds,
    countInSeconds: words.count_in_beats * beatSeconds,
    durationSeconds: Math.min(words.duration_seconds, backing.duration),
  };
}
