// What the fan agreed to, each by itself; a change is sent at once.

import { type Purpose, type Session, setConsents } from "../api";
import { addressOf } from "../page_data";
import { Rich, usePage, useWords } from "../words";
import { Said, useAct } from "./act";

const purposes: Purpose[] = ["terms", "newsletter", "recording"];

export function Consents({ session, onChange }: { session: Session; onChange: () => Promise<void> }) {
  const page = usePage();
  const t = useWords();
  const act = useAct();
  const change = (purpose: Purpose, given: boolean) =>
    act.run(async () => {
      await setConsents({ [purpose]: given }, page.wordings);
      await onChange();
    }, t("me.consents.saved"));
  const terms = { terms: (inside: preact.ComponentChildren) => <a href={addressOf(page, "terms")}>{inside}</a> };
  return (
    <section aria-labelledby="consents-title">
      <h2 id="consents-title">{t("me.consents.title")}</h2>
      <p>{t("me.consents.lead")}</p>
      <div class="consents">
        {purposes.map((purpose) => {
          const isGiven = session.consents.includes(purpose);
          return (
            <label key={purpose} class="consent">
              <input
                type="checkbox"
                checked={isGiven}
                aria-disabled={act.busy}
                aria-describedby={purpose === "recording" ? "recording-note" : undefined}
                onChange={(e) => {
                  e.currentTarget.checked = isGiven; // the server's answer moves it
                  change(purpose, !isGiven);
                }}
              />
              <span>
                <Rich words={t(`me.consents.${purpose}`)} tags={terms} />
              </span>
            </label>
          );
        })}
      </div>
      <p class="quiet" id="recording-note">
        {t("me.consents.recording_note")}
      </p>
      <Said act={act} />
    </section>
  );
}
