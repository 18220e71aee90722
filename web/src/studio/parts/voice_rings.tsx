// The campaign's mark, alive: the voice cuts its grooves from the middle outwards. It is the level
// meter, the countdown and the song's progress in one. Words beside it say the same.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

import { type Sheet, useCanvas } from "./canvas";

export interface Voice {
  /** 0…1. */
  level: number;
  loud: boolean;
  /** 0…1 of the song; null outside it. */
  progress: number | null;
}

const grooves = 24;
const everyMs = 55; // a groove leaves the middle this often
const everyMsStill = 400;
const hole = 0.27; // the middle, in parts of the radius
const rim = hole - 0.045; // the progress runs just inside the first groove

// The record at rest: as on the cover (parts/rings.tsx), softly.
const atRest = Array.from({ length: grooves }, (_, i) => {
  const swell = Math.sin(i * 0.75) * Math.sin(i * 0.29 + 0.8);
  return 0.06 + 0.3 * swell * swell;
});

interface Props {
  /** Asked for at every frame. */
  listen: () => Voice;
  children?: ComponentChildren;
}

export function VoiceRings({ listen, children }: Props) {
  const past = useRef<number[]>(Array.from({ length: grooves }, () => 0));
  const last = useRef(0);

  const draw = ({ pen, width, height, colour, still }: Sheet, now: number) => {
    const voice = listen();
    const radius = Math.min(width, height) / 2;
    if (radius < 1) return;
    const pitch = (radius * (1 - hole)) / grooves;
    const every = still ? everyMsStill : everyMs;
    if (now - last.current > every * grooves) last.current = now - every;
    while (now - last.current >= every) {
      past.current = [voice.level, ...past.current.slice(0, grooves - 1)];
      last.current += every;
    }
    const share = still ? 0 : (now - last.current) / every;
    pen.translate(width / 2, height / 2);
    pen.strokeStyle = colour(voice.loud ? "--fault" : "--hot");
    for (let i = 0; i < grooves; ++i) {
      // Standing still, the rings are a meter: the louder, the more of them are lit.
      const level = still ? (i / grooves < past.current[0]! ? 0.75 : 0) : past.current[i]!;
      const r = radius * hole + (i + share) * pitch;
      pen.lineWidth = Math.max(0.8, pitch * Math.max(atRest[i]! * 0.8, level * 0.92));
      pen.globalAlpha = (1 - (i + share) / grooves) ** 0.8 * (0.3 + 0.7 * Math.min(1, level * 1.6));
      pen.beginPath();
      pen.arc(0, 0, Math.min(r, radius), 0, 2 * Math.PI);
      pen.stroke();
    }
    pen.globalAlpha = 1;
    if (voice.progress !== null) {
      const edge = radius * rim;
      pen.lineCap = "round";
      pen.lineWidth = 5;
      pen.strokeStyle = colour("--line");
      pen.beginPath();
      pen.arc(0, 0, edge, 0, 2 * Math.PI);
      pen.stroke();
      pen.strokeStyle = colour("--ink");
      pen.beginPath();
      pen.arc(0, 0, edge, -Math.PI / 2, (2 * voice.progress - 0.5) * Math.PI);
      pen.stroke();
    }
  };

  const canvas = useCanvas(draw, true);
  return (
    <div class="voice">
      <canvas ref={canvas} aria-hidden="true" />
      <div class="voice-middle">{children}</div>
    </div>
  );
}

