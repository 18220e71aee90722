// From a choice to a cover: team and name, the order, and what the server says to it.

import { useState } from "preact/hooks";

import { type Artwork, orderArtwork, type Problem } from "../api";
import type { PageData, Team } from "../page_data";
import { nameProblem } from "../parts/name_field";
import { problemWords, waitWords } from "../problem_words";
import type { Words } from "../words";

export interface Faults {
  team?: string;
  name?: string;
  form?: string;
}

export interface Order {
  busy: boolean;
  /** What is going on while it is ordered. */
  waiting: string | null;
  faults: Faults;
  forgive: (field: keyof Faults) => void;
  /** The artwork; null when something is missing or refused, which `faults` says. */
  send: (team: Team | null, name: string) => Promise<Artwork | null>;
}

export function useOrder(page: PageData, t: Words, onGone: () => void): Order {
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState<string | null>(null);
  const [faults, setFaults] = useState<Faults>({});

  const forgive = (field: keyof Faults) => setFaults((f) => ({ ...f, [field]: undefined, form: undefined }));

  const send = async (team: Team | null, name: string) => {
    if (busy) return null;
    const code = nameProblem(name);
    const found: Faults = {};
    if (!team) found.team = t("studio.make.pick_team");
    if (code) found.name = t(`problems.${code}`);
    setFaults(found);
    if (!team || code) {
      document.querySelector<HTMLElement>(team ? "#name" : ".teams input[type=search]")?.focus();
      return null;
    }
    setBusy(true);
    setWaiting(null);
    const onWait = (seconds: number | null) => setWaiting(waitWords(t, seconds));
    try {
      return await orderArtwork({ name: name.trim(), team: team.id, language: page.language }, onWait);
    } catch (failure) {
      const problem = failure as Problem;
      const field = problem.field === "name" || problem.field === "team" ? problem.field : "form";
      setFaults({ [field]: problemWords(t, problem) });
      if (problem.status === 410) onGone();
      return null;
    } finally {
      setBusy(false);
      setWaiting(null);
    }
  };

  return { busy, waiting, faults, forgive, send };
}
