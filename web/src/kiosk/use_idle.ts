// Whether anybody is still there: after a minute without a touch the screen starts over, and says so
// ten seconds before.

import { useEffect, useRef, useState } from "preact/hooks";

const idleSeconds = 60;
const warningSeconds = 10;

/** Seconds left, once there are ten or fewer; null before, and while not `watching`. */
export function useIdle(watching: boolean, onIdle: () => void): { left: number | null; stay: () => void } {
  const [left, setLeft] = useState<number | null>(null);
  const touched = useRef(0);
  const end = useRef(onIdle);
  end.current = onIdle;
  const stay = () => {
    touched.current = Date.now();
    setLeft(null);
  };
  useEffect(() => {
    if (!watching) return setLeft(null);
    stay();
    const events = ["pointerdown", "keydown", "input"] as const;
    for (const event of events) addEventListener(event, stay);
    const timer = setInterval(() => {
      const rest = idleSeconds - Math.floor((Date.now() - touched.current) / 1000);
      setLeft(rest <= warningSeconds ? Math.max(rest, 0) : null);
      if (rest <= 0) end.current();
    }, 1000);
    return () => {
      clearInterval(timer);
      for (const event of events) removeEventListener(event, stay);
    };
  }, [watching]);
  return { left, stay };
}
