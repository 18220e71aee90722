// 24 flags to choose one from: a group of radio buttons, so arrows, Tab and screen readers know it.

import { useMemo, useState } from "preact/hooks";

import type { Team } from "../page_data";
import { useWords, usePage } from "../words";

const plain = (text: string) =>
  text.normalize("NFD").replace(/\p{Mn}/gu, "").toLocaleLowerCase().trim();

interface Props {
  chosen: string | null;
  onChoose: (team: Team) => void;
  problem: string | null;
}

export function TeamPicker({ chosen, onChoose, problem }: Props) {
  const { teams } = usePage();
  const t = useWords();
  const [query, setQuery] = useState("");
  const found = useMemo(() => {
    const wanted = plain(query);
    return new Set(teams.filter((team) => plain(team.name).includes(wanted)).map((team) => team.id));
  }, [teams, query]);
  return (
    <fieldset class="teams" aria-describedby={problem ? "team-problem" : undefined}>
      <legend>{t("studio.team.legend")}</legend>
      <label class="search">
        <span class="unseen">{t("studio.team.search")}</span>
        <input
          type="search"
          placeholder={t("studio.team.search")}
          autocomplete="off"
          spellcheck={false}
          value={query}
          onInput={(e) => setQuery(e.currentTarget.value)}
        />
      </label>
      {problem && (
        <p class="problem" id="team-problem" role="alert">
          {problem}
        </p>
      )}
      <p class="unseen" role="status">
        {query ? t(found.size ? "studio.team.found" : "studio.team.none", { count: found.size }) : ""}
      </p>
      <div class="grid">
        {teams.map((team) => (
          <label key={team.id} class="team" hidden={!found.has(team.id)}>
            <input
              type="radio"
              name="team"
              value={team.id}
              checked={chosen === team.id}
              onChange={() => onChoose(team)}
            />
            <span class={`flag flag-${team.id}`} />
            <span class="team-name">{team.name}</span>
          </label>
        ))}
      </div>
      {found.size === 0 && <p class="quiet">{t("studio.team.none")}</p>}
    </fieldset>
  );
}
