// The words while they are sung, one after the other. For the eyes alone: the same words stand in the
// page as plain text (SongWords), where a screen reader can be asked for them before.

import { useEffect, useRef, useState } from "preact/hooks";

import type { Lyrics } from "../../recording";
import { lineAt, sung } from "../lyrics";

interface Props {
  lyrics: Lyrics;
  /** Where the ears are, seconds; null while nothing plays. */
  position: (() => number) | null;
}

export function Karaoke({ lyrics, position }: Props) {
  const [current, setCurrent] = useState(0);
  const now = useRef<HTMLParagraphElement>(null);

  useEffect(() => {
    if (!position) {
      setCurrent(0);
      return;
    }
    let frame = 0;
    const follow = () => {
      const seconds = position();
      setCurrent(Math.max(0, lineAt(lyrics.lines, seconds)));
      const line = lyrics.lines[Number(now.current?.dataset.line)];
      line?.words.forEach((word, i) => {
        const element = now.current?.children[i] as HTMLElement | undefined;
        element?.style.setProperty("--sung", `${(sung(word, seconds) * 100).toFixed(1)}%`);
      });
      frame = requestAnimationFrame(follow);
    };
    frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
  }, [lyrics, position]);

  const line = lyrics.lines[current];
  return (
    <div class="karaoke" lang={lyrics.language} dir="auto" aria-hidden="true">
      <p class="karaoke-now" key={current} data-line={current} ref={now}>
        {line?.words.map((word, i) => <span key={i}>{word.text} </span>)}
      </p>
      <p class="karaoke-next">{lyrics.lines[current + 1]?.text ?? " "}</p>
    </div>
  );
}

/** The words as plain text. */
export function SongWords({ lyrics }: { lyrics: Lyrics }) {
  return (
    <ul lang={lyrics.language} dir="auto">
      {lyrics.lines.map((line) => (
        <li key={line.key}>{line.text}</li>
      ))}
    </ul>
  );
}
