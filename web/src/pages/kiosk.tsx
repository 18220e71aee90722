// The screen of a pop-up studio: everybody's for a minute. It invites, makes a cover, hands it over to a
// phone, and forgets whom it has seen.

import { useEffect, useState } from "preact/hooks";

import { forgetDevice } from "../forget";
import { Desk } from "../kiosk/desk";
import { useIdle } from "../kiosk/use_idle";
import { addressOf, type PageData } from "../page_data";
import type { PageKind } from "../page_kind";
import { Rings } from "../parts/rings";
import { Qr } from "../studio/parts/qr";
import { Page, wordsOf, type Words } from "../words";

function Invitation({ page, t, onStart }: { page: PageData; t: Words; onStart: () => void }) {
  // The whole address is known in the browser only.
  const [studio, setStudio] = useState("");
  useEffect(() => setStudio(new URL(addressOf(page, "studio"), location.href).href), [page]);
  return (
    <>
      <div class="poster">
        <Rings class="rings" />
        <img class="figure" src={page.assets.figure} alt="" width="900" height="900" />
      </div>
      <h1>{t("kiosk.title")}</h1>
      <button type="button" class="button big" onClick={onStart}>
        {t("kiosk.start.button")}
      </button>
      <section class="kiosk-phone">
        <div>
          <h2>{t("kiosk.phone.title")}</h2>
          <p>{t("kiosk.phone.text")}</p>
        </div>
        {studio && <Qr url={studio} label={t("kiosk.phone.code")} />}
      </section>
    </>
  );
}

export function Kiosk({ page }: { page: PageData }) {
  const t = wordsOf(page);
  const [visit, setVisit] = useState(0); // each fan gets a fresh desk
  const [atDesk, setAtDesk] = useState(false);
  const reset = () => {
    forgetDevice();
    setAtDesk(false);
    setVisit((n) => n + 1);
    scrollTo(0, 0);
  };
  const { left, stay } = useIdle(atDesk, reset);
  useEffect(() => void forgetDevice(), []);
  return (
    <Page.Provider value={page}>
      {atDesk ? (
        <Desk key={visit} onDone={reset} />
      ) : (
        <Invitation page={page} t={t} onStart={() => setAtDesk(true)} />
      )}
      {left !== null && (
        <div class="kiosk-idle" role="alertdialog" aria-labelledby="idle-words">
          <p id="idle-words">{t("kiosk.idle", { seconds: left })}</p>
          <button type="button" class="button big" onClick={stay}>
            {t("kiosk.stay.button")}
          </button>
        </div>
      )}
    </Page.Provider>
  );
}

export const kiosk: PageKind = {
  path: "kiosk",
  title: "kiosk.page.title",
  description: "kiosk.page.description",
  class: "kiosk",
  script: "kiosk",
  styles: ["site", "kiosk"],
  carries: {
    texts: ["kiosk", "studio.cover", "studio.team", "studio.name", "problems"],
    assets: ["figure", "flag."],
    teams: true,
  },
  frame: "languages",
  unlisted: true,
  Main: Kiosk,
};
