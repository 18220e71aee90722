// The steps as history entries: "back" and a reload lead where a fan expects, and a screen reader is
// told where it is.

import { useEffect, useRef, useState } from "preact/hooks";

import { admit, type Progress, type Step, stepOf } from "./steps";

export interface Way {
  step: Step;
  /** Goes there if the progress allows it, else to what comes first. */
  go: (step: Step, progress: Progress) => void;
  /** As `go`, in place of the present entry: for steps nobody wants to come back to. */
  replace: (step: Step, progress: Progress) => void;
}

/** `ready`: the progress is known, so that an address can be judged. */
export function useWay(progress: Progress, ready: boolean): Way {
  const [step, setStep] = useState<Step>("welcome");
  const latest = useRef(progress);
  latest.current = progress;

  const show = (wanted: Step, known: Progress, how: "pushState" | "replaceState") => {
    latest.current = known;
    const admitted = admit(wanted, known);
    history[how]({ step: admitted }, "", `#${admitted}`);
    setStep(admitted);
  };

  useEffect(() => {
    if (!ready) return;
    const wanted = stepOf(location.hash);
    if (wanted) show(wanted, latest.current, "replaceState");
    const onPop = () => {
      const named = stepOf(location.hash) ?? (location.hash ? null : "welcome");
      if (!named) return; // a link inside the page
      const admitted = admit(named, latest.current);
      if (admitted !== named) history.replaceState({ step: admitted }, "", `#${admitted}`);
      setStep(admitted);
    };
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, [ready]);

  const go = (to: Step, known: Progress) => show(to, known, "pushState");
  const replace = (to: Step, known: Progress) => show(to, known, "replaceState");
  return { step, go, replace };
}

/** For the heading of a screen: it takes the focus when the screen comes, but not on the first one,
 * which the fan has just opened. */
let opened = false;
export function useArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (opened) heading.current?.focus({ preventScroll: true });
    if (opened) scrollTo(0, 0);
    opened = true;
  }, []);
  return heading;
}
