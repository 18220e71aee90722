// The way through the studio, as a pure machine: which steps there are, what each needs, what comes
// next. It knows nothing of browsers, so that it can be tested whole.

export const steps = [
  "welcome", // what this is
  "check", // microphone and headphones
  "sing", // rehearse and record, or bring a file
  "review", // listen, keep or sing again
  "cover", // team and name
  "letter", // address, age, consents
  "making", // until the server's picture is here
  "result", // show it
] as const;

export type Step = (typeof steps)[number];

/** What the fan has done so far. All of it survives a reload except `microphone`. */
export interface Progress {
  /** "cover": the fan would rather not sing. */
  path: "voice" | "cover";
  /** "live": open in this page. "none": there is none for us, so a file is brought along. */
  microphone: "off" | "live" | "none";
  /** "kept": under review. "given": accepted, on its way or arrived. */
  take: "none" | "kept" | "given";
  artwork: "none" | "ordered" | "shown";
  letter: "open" | "sent" | "skipped";
}

export const start: Progress = {
  path: "voice",
  microphone: "off",
  take: "none",
  artwork: "none",
  letter: "open",
};

const needs: Record<Step, (p: Progress) => Step> = {
  welcome: () => "welcome",
  check: (p) => (p.microphone === "none" ? "sing" : "check"),
  sing: (p) => (p.microphone === "off" ? "check" : "sing"),
  review: (p) => (p.take === "none" ? needs.sing(p) : "review"),
  cover: () => "cover",
  letter: (p) => (p.artwork === "none" ? "cover" : "letter"),
  making: (p) => ({ none: "cover", ordered: "making", shown: "result" })[p.artwork] as Step,
  result: (p) => needs.making(p),
};

/** The step to show when `wanted` is asked for, by an address, by "back", or by a reload. */
export function admit(wanted: Step, progress: Progress): Step {
  return needs[wanted](progress);
}

/** The step after this one is done. */
export function after(step: Step, progress: Progress): Step {
  const line: readonly Step[] =
    progress.path === "cover" ? steps.filter((s) => !["check", "sing", "review"].includes(s)) : steps;
  const place = line.indexOf(step);
  const following = line.slice(place + 1);
  const next = following.find((s) => !(s === "letter" && progress.letter !== "open")) ?? "result";
  return admit(next, progress);
}

/** Where a fan stands, for the line at the top: four chapters rather than eight steps. */
export function chapter(step: Step): 1 | 2 | 3 | 4 {
  if (["welcome", "check"].includes(step)) return 1;
  if (["sing", "review"].includes(step)) return 2;
  return step === "cover" || step === "letter" ? 3 : 4;
}

export const chapters = 4;

/** The step that an address names; null where it names none. */
export function stepOf(hash: string): Step | null {
  const name = hash.replace(/^#/, "");
  return (steps as readonly string[]).includes(name) ? (name as Step) : null;
}
