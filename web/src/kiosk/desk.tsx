// Team and name on a big screen, and the cover beside them while it grows.

import { useState } from "preact/hooks";

import { type Artwork, orderArtwork, type Problem } from "../api";
import type { Team } from "../page_data";
import { CoverPreview } from "../parts/cover_preview";
import { NameField, nameProblem } from "../parts/name_field";
import { TeamPicker } from "../parts/team_picker";
import { problemWords } from "../problem_words";
import { usePage, useWords } from "../words";
import { Take } from "./take";

interface Faults {
  team?: string;
  name?: string;
  form?: string;
}

export function Desk({ onDone }: { onDone: () => void }) {
  const { language } = usePage();
  const t = useWords();
  const [team, setTeam] = useState<Team | null>(null);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [artwork, setArtwork] = useState<Artwork | null>(null);
  const [printed, setPrinted] = useState(false);
  const [faults, setFaults] = useState<Faults>({});

  const make = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const code = nameProblem(name);
    if (!team || code) {
      return setFaults({
        team: team ? undefined : t("kiosk.pick_team"),
        name: code ? t(`problems.${code}`) : undefined,
      });
    }
    setBusy(true);
    setFaults({});
    try {
      setArtwork(await orderArtwork({ name: name.trim(), team: team.id, language }));
    } catch (failure) {
      const problem = failure as Problem;
      const field = problem.field === "name" || problem.field === "team" ? problem.field : "form";
      setFaults({ [field]: problemWords(t, problem) });
      setBusy(false);
    }
  };

  return (
    <div class={`kiosk-desk${busy && !printed ? " making" : ""}`}>
      <CoverPreview
        team={team}
        name={name}
        picture={artwork?.images.cover ?? null}
        onPicture={() => setPrinted(true)}
      />
      {artwork && printed ? (
        <Take url={artwork.share_url} onDone={onDone} />
      ) : (
        <form noValidate onSubmit={make}>
          <h1 class="unseen">{t("kiosk.title")}</h1>
          <NameField name={name} onName={setName} problem={faults.name ?? null} />
          <TeamPicker chosen={team?.id ?? null} onChoose={setTeam} problem={faults.team ?? null} />
          <button type="submit" class="button big" aria-disabled={busy}>
            {t(busy ? "kiosk.making" : "kiosk.make.button")}
          </button>
          <p class="problem" role="alert">
            {faults.form ?? ""}
          </p>
          <button type="button" class="link" onClick={onDone}>
            {t("kiosk.cancel.button")}
          </button>
        </form>
      )}
    </div>
  );
}
