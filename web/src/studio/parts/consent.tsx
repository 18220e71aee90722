// The yes without which no recording leaves the device. It starts unticked and may be given before
// or after singing.

import { addressOf } from "../../page_data";
import { Rich, useWords } from "../../words";
import { useStudio } from "../use_studio";

/** "2016-01" in one piece and in this order, whichever way the words round it run. */
const whole = (version: string) => `\u2066${version.replaceAll("-", "\u2011")}\u2069`;

export function RecordingConsent({ missing = false }: { missing?: boolean }) {
  const t = useWords();
  const { page, memory, choose } = useStudio();
  return (
    <div class={`recording-consent${missing ? " missing" : ""}`}>
      <label class="consent">
        <input
          id="consent-recording"
          type="checkbox"
          checked={memory.consent}
          aria-invalid={missing ? "true" : undefined}
          aria-describedby="consent-words"
          onChange={(e) => choose({ consent: e.currentTarget.checked })}
        />
        <span>{t("studio.consent.recording")}</span>
      </label>
      <p id="consent-words" class={missing ? "problem" : "quiet"} role={missing ? "alert" : undefined}>
        {missing && <>{t("studio.consent.needed")} </>}
        <Rich
          words={t("studio.consent.more", { version: whole(page.campaign.consent) })}
          tags={{ terms: (inside) => <a href={addressOf(page, "terms")} target="_blank">{inside}</a> }}
        />
      </p>
    </div>
  );
}
