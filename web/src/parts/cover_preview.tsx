// What the cover will look like, at once and without the server; then the cover itself.

import { useLayoutEffect, useRef } from "preact/hooks";

import type { Team } from "../page_data";
import { usePage, useWords } from "../words";
import { CoverArt } from "./cover_art";

// As on the print (art/cover): the name's line, and the largest letters, in hundredths of the cover.
const lineWidth = 87.2;
const largest = 15.3;
const smallestOnOneLine = 7.4;

/** Letters as large as one line allows; where they would be too small, two lines. */
function fit(words: HTMLElement): void {
  words.style.whiteSpace = "nowrap";
  words.style.fontSize = "100px";
  const widthInEms = Math.max(words.scrollWidth, 1) / 100;
  const oneLine = Math.min(largest, lineWidth / widthInEms);
  const twoLines = Math.min(smallestOnOneLine, (1.7 * lineWidth) / widthInEms);
  words.style.whiteSpace = oneLine < smallestOnOneLine ? "" : "nowrap";
  words.style.fontSize = `${oneLine < smallestOnOneLine ? twoLines : oneLine}cqi`;
}

function Name({ words, empty }: { words: string; empty: boolean }) {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const again = () => element.current && fit(element.current);
    again();
    document.fonts?.ready.then(again);
  }, [words]);
  return (
    <p class={`cover-name${empty ? " empty" : ""}`} dir="auto">
      <span ref={element}>{words}</span>
    </p>
  );
}

interface Props {
  team: Team | null;
  name: string;
  /** The server's picture, once there is one. */
  picture?: string | null;
  onPicture?: () => void;
}

export function CoverPreview({ team, name, picture, onPicture }: Props) {
  const page = usePage();
  const t = useWords();
  const shown = name.trim() || t("studio.cover.name");
  const values = { name: shown, team: team?.name ?? t("studio.cover.team") };
  return (
    <figure class="sleeve">
      <div class="cover" role="img" aria-label={t("studio.cover.alt", values)}>
        <CoverArt page={page} team={team}>
          <Name words={shown} empty={!name.trim()} />
        </CoverArt>
      </div>
      {picture && (
        <img
          class="print"
          src={picture}
          width="1500"
          height="1500"
          alt={t("studio.cover.alt_done", values)}
          onLoad={onPicture}
        />
      )}
    </figure>
  );
}
