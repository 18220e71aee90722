// Parts of the studio that few fans see, in a chunk of its own that is fetched when one is needed.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

const everyMs = 3000; // tried again, as the network may come back

type Detours = typeof import("./detours");
let detours: Detours | null = null;

function detour<Props extends object>(choose: (parts: Detours) => ComponentType<Props>): ComponentType<Props> {
  return (props) => {
    const [, redraw] = useState(0);
    const [attempt, setAttempt] = useState(0);
    useEffect(() => {
      if (detours) return;
      let timer: ReturnType<typeof setTimeout>;
      import("./detours").then(
        (parts) => {
          detours = parts;
          redraw(1);
        },
        () => (timer = setTimeout(setAttempt, everyMs, attempt + 1)),
      );
      return () => clearTimeout(timer);
    }, [attempt]);
    const Part = detours && choose(detours);
    return Part && <Part {...props} />;
  };
}

export const BringFile = detour((parts) => parts.BringFile);
export const Closed = detour((parts) => parts.Closed);
export const Handover = detour((parts) => parts.Handover);
export const MicProblemPanel = detour((parts) => parts.MicProblemPanel);
export const Qr = detour((parts) => parts.Qr);
export const Undecoded = detour((parts) => parts.Undecoded);
