// A canvas that is drawn again and again while it is seen, sharp on every screen, in the page's
// colours.

import { useEffect, useRef } from "preact/hooks";

export interface Sheet {
  pen: CanvasRenderingContext2D;
  /** In CSS pixels. */
  width: number;
  height: number;
  /** A colour of the theme, by its custom property. */
  colour: (token: string) => string;
  /** The fan asked for less motion. */
  still: boolean;
}

// Dense screens get two dots a pixel; more cannot be told apart and costs battery.
const densest = 2;

/** `draw` gets the time in milliseconds. Drawn once a frame while `moving`, else when asked anew. */
export function useCanvas(draw: (sheet: Sheet, now: number) => void, moving: boolean) {
  const element = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  latest.current = draw;
  const repaint = useRef(() => {});

  useEffect(() => {
    const canvas = element.current;
    const pen = canvas?.getContext("2d");
    if (!canvas || !pen) return;
    const theme = getComputedStyle(canvas);
    const colours = new Map<string, string>();
    const colour = (token: string) => {
      if (!colours.has(token)) colours.set(token, theme.getPropertyValue(token).trim());
      return colours.get(token)!;
    };
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    let frame = 0;
    const paint = (now: number) => {
      const { clientWidth: width, clientHeight: height } = canvas;
      const density = Math.min(densest, devicePixelRatio || 1);
      if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
        canvas.width = Math.round(width * density);
        canvas.height = Math.round(height * density);
      }
      pen.setTransform(density, 0, 0, density, 0, 0);
      pen.clearRect(0, 0, width, height);
      latest.current({ pen, width, height, colour, still: calm.matches }, now);
      if (moving) frame = requestAnimationFrame(paint);
    };
    const again = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(paint);
    };
    repaint.current = again;
    const watch = new ResizeObserver(again);
    watch.observe(canvas);
    again();
    return () => {
      watch.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [moving]);

  useEffect(() => {
    if (!moving) repaint.current();
  });

  return element;
}
