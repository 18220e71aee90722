// Too early or too late: why nothing begins here.

import { addressOf } from "../../page_data";
import { useWords } from "../../words";
import { Screen } from "../parts/screen";
import { useStudio } from "../use_studio";

export function Closed({ state }: { state: string }) {
  const t = useWords();
  const { page, progress, go } = useStudio();
  return (
    <Screen name="closed" title={t(`studio.${state}.title`)} lead={t(`studio.${state}.lead`)}>
      <div class="actions">
        {progress.artwork !== "none" && (
          <button type="button" class="button big" onClick={() => go("result")}>
            {t("studio.resume.cover_action")}
          </button>
        )}
        <a class="plain" href={addressOf(page, "")}>
          {t("studio.home")}
        </a>
      </div>
    </Screen>
  );
}
