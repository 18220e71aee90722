// A take's playback. Where an earlier page recorded it, there is no clock yet: it is made by the
// first click on "play", as browsers want it.

import { useEffect, useRef, useState } from "preact/hooks";

import { openReview, type Review, type Take } from "../recording";
import type { Sound } from "./use_sound";

export interface Playback {
  opened: Review | null;
  playing: boolean;
  /** Plays or pauses, in a click. */
  toggle: () => Promise<void>;
  seek: (seconds: number) => void;
  close: () => void;
}

export function useReview(sound: Sound, take: Take): Playback {
  const [opened, setOpened] = useState<Review | null>(null);
  const [, redraw] = useState(0);
  const opening = useRef<Promise<Review | null> | null>(null);
  const current = useRef<Review | null>(null);
  const gone = useRef(false);

  const open = () => {
    opening.current ??= (async () => {
      const booth = sound.booth();
      const song = take.tier === "C" ? null : await sound.fetchSong();
      const review = await openReview(booth, take, song);
      if (gone.current) {
        review.close();
        return null;
      }
      review.onChange(() => redraw((n) => n + 1));
      current.current = review;
      setOpened(review);
      return review;
    })();
    return opening.current;
  };

  const close = () => {
    gone.current = true;
    current.current?.close();
    current.current = null;
  };

  useEffect(() => {
    if (sound.hasBooth) void open();
    return close;
  }, []);

  const toggle = async () => {
    await sound.booth().wake();
    const review = await open();
    if (review?.playing) review.pause();
    else review?.play();
  };
  const seek = (seconds: number) => {
    opened?.seek(seconds);
    redraw((n) => n + 1);
  };
  return { opened, playing: opened?.playing ?? false, toggle, seek, close };
}
