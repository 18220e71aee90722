// The way from a choice to a cover: what is chosen, what the server is doing, what came of it.

import { useCallback, useEffect, useState } from "preact/hooks";

import { type Artwork, orderArtwork, Problem, resumeSession } from "./api";
import type { PageData, Team } from "./page_data";
import { nameProblem } from "./parts/name_field";
import { problemWords } from "./problem_words";
import { forgetKey } from "./session_key";
import type { Words } from "./words";

export type Stage = "choosing" | "making" | "done";

export interface Maker {
  stage: Stage;
  team: Team | null;
  name: string;
  artwork: Artwork | null;
  subscribed: boolean;
  /** What is going on, while making. */
  waiting: string | null;
  faults: { team?: string; name?: string; form?: string };
  chooseTeam: (team: Team) => void;
  typeName: (name: string) => void;
  make: () => void;
  /** The server's picture is on the screen. */
  shown: () => void;
  again: () => void;
  setSubscribed: () => void;
}

export function useMaker(page: PageData, t: Words): Maker {
  const [stage, setStage] = useState<Stage>("choosing");
  const [team, setTeam] = useState<Team | null>(null);
  const [name, setName] = useState("");
  const [artwork, setArtwork] = useState<Artwork | null>(null);
  const [subscribed, setSubscribed] = useState(false);
  const [waiting, setWaiting] = useState<string | null>(null);
  const [faults, setFaults] = useState<Maker["faults"]>({});

  const teamOf = useCallback((id: string) => page.teams.find((x) => x.id === id) ?? null, [page]);

  useEffect(() => {
    resumeSession().then(
      (session) => {
        const last = session?.artworks.at(-1);
        setSubscribed(session?.subscribed ?? false);
        if (!last) return;
        setTeam(teamOf(last.team));
        setName(last.name);
        setArtwork(last);
        setStage("done");
      },
      (problem: Problem) => {
        if (problem.status === 410 || problem.status === 401) forgetKey();
      },
    );
  }, [teamOf]);

  const fail = (problem: Problem) => {
    const words = problemWords(t, problem);
    if (problem.status === 410) forgetKey();
    setStage("choosing");
    setFaults(problem.field === "name" ? { name: words } : problem.field === "team" ? { team: words } : { form: words });
  };

  const make = () => {
    if (stage === "making") return;
    const code = nameProblem(name);
    const found: Maker["faults"] = {};
    if (!team) found.team = t("studio.make.pick_team");
    if (code) found.name = t(`problems.${code}`);
    setFaults(found);
    if (!team) return document.querySelector<HTMLElement>(".teams input[type=search]")?.focus();
    if (code) return document.getElementById("name")?.focus();
    setArtwork(null);
    setWaiting(null);
    setStage("making");
    const onWait = (seconds: number | null) =>
      setWaiting(seconds === null ? t("studio.make.offline") : t("studio.make.waiting", { seconds }));
    orderArtwork({ name: name.trim(), team: team.id, language: page.language }, onWait).then(setArtwork, fail);
  };

  return {
    stage,
    team,
    name,
    artwork,
    subscribed,
    waiting,
    faults,
    make,
    chooseTeam: (chosen) => {
      setTeam(chosen);
      setFaults((f) => ({ ...f, team: undefined, form: undefined }));
    },
    typeName: (typed) => {
      setName(typed);
      setFaults((f) => ({ ...f, name: undefined, form: undefined }));
    },
    shown: () => setStage("done"),
    again: () => {
      setArtwork(null);
      setStage("choosing");
    },
    setSubscribed: () => setSubscribed(true),
  };
}
