// One thing the fan asks for on /me: it runs once at a time, and says how it went.

import { useState } from "preact/hooks";

import type { Problem } from "../api";
import { problemWords } from "../problem_words";
import { useWords } from "../words";

export interface Act {
  busy: boolean;
  /** What to tell, politely: the good end or the refusal; empty before. */
  said: string;
  isFault: boolean;
  /** Resolves when all is over; never throws. */
  run: (work: () => Promise<unknown>, done?: string) => Promise<void>;
}

export function useAct(): Act {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState({ words: "", isFault: false });
  const run = async (work: () => Promise<unknown>, done = "") => {
    if (busy) return;
    setBusy(true);
    setSaid({ words: "", isFault: false });
    try {
      await work();
      setSaid({ words: done, isFault: false });
    } catch (failure) {
      const reason = problemWords(t, failure as Problem);
      setSaid({ words: t("me.problem", { reason }), isFault: true });
    }
    setBusy(false);
  };
  return { busy, said: said.words, isFault: said.isFault, run };
}

export function Said({ act }: { act: Act }) {
  return (
    <p class={act.isFault ? "problem said" : "said"} role="status">
      {act.said}
    </p>
  );
}
