// A voice as bars, from its peaks; what has been heard is lit.

import { type Sheet, useCanvas } from "./canvas";

interface Props {
  /** 0…1 each; asked for at every frame while `moving`. */
  peaks: () => ArrayLike<number>;
  /** How many peaks the whole width holds. */
  slots: number;
  /** 0…1: up to where it is lit. */
  progress: () => number;
  moving: boolean;
}

const barWidth = 3;
const gap = 2;

export function Waveform({ peaks, slots, progress, moving }: Props) {
  const draw = ({ pen, width, height, colour }: Sheet) => {
    const all = peaks();
    const lit = progress() * width;
    const rtl = getComputedStyle(pen.canvas).direction === "rtl";
    const bars = Math.floor(width / (barWidth + gap));
    for (let bar = 0; bar < bars; ++bar) {
      const from = Math.floor((bar * slots) / bars);
      const to = Math.max(from + 1, Math.floor(((bar + 1) * slots) / bars));
      let peak = 0;
      for (let i = from; i < to && i < all.length; ++i) peak = Math.max(peak, all[i]!);
      const x = bar * (barWidth + gap);
      const tall = Math.max(2, Math.sqrt(peak) * height);
      pen.fillStyle = colour(x < lit ? "--hot" : "--line");
      pen.fillRect(rtl ? width - x - barWidth : x, (height - tall) / 2, barWidth, tall);
    }
  };
  const canvas = useCanvas(draw, moving);
  return <canvas class="waveform" ref={canvas} aria-hidden="true" />;
}
