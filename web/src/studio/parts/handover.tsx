// A browser inside another app rarely has a microphone: the way out, by link, by copying, by camera.

import { wayOut } from "../../recording/way_out";
import { useWords } from "../../words";
import { CopyLink } from "./copy_link";
import { Qr } from "./qr";

export function Handover() {
  const t = useWords();
  const outside = wayOut();
  const here = location.origin + location.pathname;
  return (
    <aside class="note handover" aria-labelledby="handover-title">
      <div>
        <h2 id="handover-title">{t("studio.handover.title")}</h2>
        <p>{t("studio.handover.lead")}</p>
        <p class="row">
          {outside && (
            <a class="button" href={outside}>
              {t("studio.handover.open")}
            </a>
          )}
          <CopyLink url={here} label="studio.handover.copy" done="studio.handover.copied" />
        </p>
      </div>
      <Qr url={here} label={t("studio.handover.qr")} />
    </aside>
  );
}
