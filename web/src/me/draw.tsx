// In the prize draw, or how to get there.

import { enterDraw, type Session } from "../api";
import { addressOf } from "../page_data";
import { usePage, useWords } from "../words";
import { Said, useAct } from "./act";

export function Draw({ session, onChange }: { session: Session; onChange: () => Promise<void> }) {
  const page = usePage();
  const t = useWords();
  const act = useAct();
  const mayEnter = session.subscriber?.age_band === "18+";
  const enter = () =>
    act.run(async () => {
      await enterDraw();
      await onChange();
    });
  return (
    <section aria-labelledby="draw-title">
      <h2 id="draw-title">{t("me.draw.title")}</h2>
      <p>{t(session.drawn ? "me.draw.in" : "me.draw.out")}</p>
      {!session.drawn && mayEnter && (
        <button type="button" class="plain" aria-disabled={act.busy} onClick={enter}>
          {t("me.draw.button")}
        </button>
      )}
      {!session.drawn && !mayEnter && <p class="quiet">{t("me.draw.needs")}</p>}
      <p>
        <a href={addressOf(page, "rules")}>{t("me.draw.rules")}</a>
      </p>
      <Said act={act} />
    </section>
  );
}
