// All that the studio's screens share: what the fan chose, did and has, and the way between steps.

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";

import { type Artwork, type Problem, resumeSession, type SubscriberState } from "../api";
import { sayHello } from "../hello";
import type { PageData } from "../page_data";
import { forgetKey } from "../session_key";
import { forgetStudio, type Memory, blank, recall, remember } from "./memory";
import { after, type Progress, type Step } from "./steps";
import { hasSong, type Sound, useSound } from "./use_sound";
import { type Takes, useTakes } from "./use_takes";
import { useWay } from "./use_way";

type Subscription = Exclude<SubscriberState, "removed"> | null;
interface Letter {
  subscription: Subscription;
  drawn: boolean;
}
const noLetter: Letter = { subscription: null, drawn: false };

export const livingSubscription = (state: SubscriberState | undefined): Subscription =>
  !state || state === "removed" ? null : state;

export interface Studio {
  page: PageData;
  step: Step;
  progress: Progress;
  /** The campaign's state; null until the server has said it. */
  state: "before" | "open" | "closed" | null;
  offline: boolean;
  /** This browser keeps nothing. */
  forgetful: boolean;
  memory: Memory;
  choose: (wish: Partial<Memory>) => void;
  /** Of the address the fan has left; null: none, or none that we may write to. */
  subscription: Subscription;
  drawn: boolean;
  setLetter: (done: Letter) => void;
  sound: Sound;
  takes: Takes;
  /** No microphone will do: a file is brought along. */
  bringFile: () => void;
  ordered: (artwork: Artwork) => void;
  /** The server's picture is on the screen. */
  shown: () => void;
  /** What the server has of this fan is gone. */
  startOver: () => void;
  /** To a step; `done` is what has just come to pass and is not in `progress` yet. */
  go: (step: Step, done?: Partial<Progress>) => void;
  /** To the step after this one. */
  next: (done?: Partial<Progress>) => void;
  /** As `next`, leaving no way back to this one. */
  passOn: (done?: Partial<Progress>) => void;
}

export const StudioContext = createContext<Studio>(null as unknown as Studio);
export const useStudio = () => useContext(StudioContext);

export function useStudioState(page: PageData): Studio {
  const sound = useSound(page);
  const takes = useTakes(page);
  const [memory, setMemory] = useState<Memory>(blank);
  const [recalled, setRecalled] = useState(false);
  const [forgetful, setForgetful] = useState(false);
  const [state, setState] = useState<Studio["state"]>(null);
  const [offline, setOffline] = useState(false);
  const [letter, setLetter] = useState(noLetter);
  const [isFile, setIsFile] = useState(false);
  const [isShown, setIsShown] = useState(false);

  const choose = (wish: Partial<Memory>) => setMemory((known) => ({ ...known, ...wish }));
  const startOver = () => {
    forgetKey();
    forgetStudio();
    setMemory(blank);
    setLetter(noLetter);
  };

  useEffect(() => {
    setMemory({ ...recall(), ...(hasSong(page) ? {} : { coverOnly: true }) });
    setRecalled(true);
    sayHello().then((answer) => setState(answer?.state ?? null));
    resumeSession().then(
      (session) => {
        if (!session) return;
        const last = session.artworks.at(-1);
        if (last) choose({ artwork: last, team: last.team, name: last.name });
        if (session.takes.some((take) => take.state !== "begun")) choose({ given: true });
        setLetter({ subscription: livingSubscription(session.subscriber?.state), drawn: session.drawn });
      },
      (problem: Problem) => {
        if (problem.status === 410 || problem.status === 401) startOver();
      },
    );
    const look = () => setOffline(navigator.onLine === false);
    look();
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);

  useEffect(() => {
    if (recalled) setForgetful(!remember(memory));
  }, [memory, recalled]);

  const progress: Progress = {
    path: memory.coverOnly ? "cover" : "voice",
    microphone: isFile ? "none" : sound.microphone ? "live" : "off",
    take: takes.draft ? "kept" : memory.given ? "given" : "none",
    artwork: !memory.artwork ? "none" : isShown ? "shown" : "ordered",
    letter: letter.subscription ? "sent" : memory.letterSkipped ? "skipped" : "open",
  };
  const { step, go, replace } = useWay(progress, recalled && takes.known);
  const withDone = (done?: Partial<Progress>) => ({ ...progress, ...done });

  return {
    page,
    step,
    progress,
    state,
    offline,
    forgetful: forgetful || takes.fleeting,
    memory,
    choose,
    ...letter,
    setLetter,
    sound,
    takes,
    bringFile: () => {
      sound.turnOff();
      setIsFile(true);
    },
    ordered: (artwork) => {
      setIsShown(false);
      choose({ artwork });
    },
    shown: () => setIsShown(true),
    startOver,
    go: (to, done) => go(to, withDone(done)),
    next: (done) => go(after(step, withDone(done)), withDone(done)),
    passOn: (done) => replace(after(step, withDone(done)), withDone(done)),
  };
}
