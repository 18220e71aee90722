// The engine in the page's hands: clock, microphone, song. Everything that browsers allow only in a
// click is called from one.

import { useEffect, useRef, useState } from "preact/hooks";

import type { PageData } from "../page_data";
import {
  type Booth,
  calibrate,
  type Calibration,
  type Environment,
  examineBrowser,
  loadSong,
  type MicCode,
  MicProblem,
  type Microphone,
  openBooth,
  openMicrophone,
  type Song,
  type Source,
} from "../recording";

export interface Sound {
  /** Null until the page is alive. */
  environment: Environment | null;
  /** The clock; made on first use, so use it in a click. */
  booth: () => Booth;
  /** Whether there is a clock already. */
  hasBooth: boolean;
  microphone: Microphone | null;
  asking: boolean;
  problem: MicCode | null;
  /** The microphone turned out not to serve. */
  fail: (code: MicCode) => void;
  /** Asks for the microphone, in a click. Null when there is none; `problem` says why. */
  turnOn: (headphones: boolean) => Promise<Microphone | null>;
  turnOff: () => void;
  calibration: Calibration | null;
  /** Plays chirps, in a click. */
  chirp: () => Promise<void>;
  song: Song | null;
  songState: "none" | "loading" | "failed" | "here";
  /** Needs the clock; resolves with what is there already. */
  fetchSong: () => Promise<Song | null>;
}

const types: Record<string, string> = { m4a: 'audio/mp4;codecs="mp4a.40.2"', ogg: 'audio/ogg;codecs="opus"' };

/** The hashed addresses of a track's encodings. */
function sources(page: PageData, track: string): Source[] {
  return Object.entries(types).flatMap(([ending, type]) => {
    const url = page.assets[`song.${track}.${ending}`];
    return url ? [{ url, type }] : [];
  });
}

/** A campaign without a song has a studio without a microphone. */
export const hasSong = (page: PageData) => "song.lyrics" in page.assets;

export function useSound(page: PageData): Sound {
  const [environment, setEnvironment] = useState<Environment | null>(null);
  const [microphone, setMicrophone] = useState<Microphone | null>(null);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<MicCode | null>(null);
  const [calibration, setCalibration] = useState<Calibration | null>(null);
  const [song, setSong] = useState<Song | null>(null);
  const [songState, setSongState] = useState<Sound["songState"]>("none");
  const clock = useRef<Booth | null>(null);
  const open = useRef<Microphone | null>(null);
  const fetching = useRef<Promise<Song | null> | null>(null);

  useEffect(() => setEnvironment(examineBrowser()), []);

  const booth = () => (clock.current ??= openBooth());

  const turnOff = () => {
    open.current?.close();
    open.current = null;
    setMicrophone(null);
  };

  useEffect(() => {
    const stop = () => {
      turnOff();
      clock.current?.close();
      clock.current = null; // the page may come back from the browser's cache
    };
    addEventListener("pagehide", stop);
    return () => removeEventListener("pagehide", stop);
  }, []);

  const fail = (code: MicCode) => {
    setProblem(code);
    turnOff();
  };

  const turnOn = async (headphones: boolean) => {
    if (open.current?.headphones === headphones) return open.current;
    open.current?.close(); // still shown, so that the page keeps its shape while another opens
    open.current = null;
    setProblem(null);
    setAsking(true);
    try {
      const opened = await openMicrophone(booth(), { headphones });
      opened.onInterrupted(() => open.current === opened && fail("interrupted"));
      open.current = opened;
      setMicrophone(opened);
      return opened;
    } catch (failure) {
      fail(failure instanceof MicProblem ? failure.code : "failed");
      return null;
    } finally {
      setAsking(false);
    }
  };

  const chirp = async () => {
    const listening = open.current?.headphones ? open.current : await turnOn(true);
    if (listening) setCalibration(await calibrate(booth(), listening));
  };

  const fetchSong = () => {
    fetching.current ??= (async () => {
      setSongState("loading");
      try {
        const loaded = await loadSong(booth(), {
          backing: sources(page, "backing"),
          guide: sources(page, "guide"),
          lyrics: page.assets["song.lyrics"] ?? "",
        });
        setSong(loaded);
        setSongState("here");
        return loaded;
      } catch {
        fetching.current = null; // asked for again, it is fetched again
        setSongState("failed");
        return null;
      }
    })();
    return fetching.current;
  };

  return {
    environment,
    booth,
    hasBooth: clock.current !== null,
    microphone,
    asking,
    problem,
    fail,
    turnOn,
    turnOff,
    calibration,
    chirp,
    song,
    songState,
    fetchSong,
  };
}
