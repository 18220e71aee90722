// For a fan who comes back: what is still here from the last time.

import { useWords } from "../../words";
import { useStudio } from "../use_studio";

export function Resume() {
  const t = useWords();
  const { progress, takes, go } = useStudio();
  const hasTake = takes.found && progress.take === "kept";
  if (!hasTake && progress.artwork === "none") return null;
  return (
    <aside class="note resume">
      {hasTake && (
        <p>
          <span>{t("studio.resume.take")}</span>
          <button type="button" class="plain" onClick={() => go("review")}>
            {t("studio.resume.take_action")}
          </button>
        </p>
      )}
      {progress.artwork !== "none" && (
        <p>
          <span>{t("studio.resume.cover")}</span>
          <button type="button" class="plain" onClick={() => go("result")}>
            {t("studio.resume.cover_action")}
          </button>
        </p>
      )}
    </aside>
  );
}
