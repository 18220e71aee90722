// The first page: what this is, and a cover within a minute.

import { useEffect, useRef } from "preact/hooks";

import { useMaker } from "./maker";
import type { PageData } from "./page_data";
import { Counter } from "./parts/counter";
import { CoverPreview } from "./parts/cover_preview";
import { LetterForm } from "./parts/letter_form";
import { NameField } from "./parts/name_field";
import { Rings } from "./parts/rings";
import { SharePanel } from "./parts/share_panel";
import { TeamPicker } from "./parts/team_picker";
import { Page, wordsOf, type Words } from "./words";

export function Landing({ page }: { page: PageData }) {
  const t = wordsOf(page);
  return (
    <Page.Provider value={page}>
      <a class="skip" href="#maker">
        {t("skip")}
      </a>
      <header class="bar">
        <a class="mark" href={page.home}>
          {page.campaign.artist}
        </a>
      </header>
      <main>
        <Hero page={page} t={t} />
        <Studio page={page} t={t} />
      </main>
      <footer class="foot">
        <p>{t("footer.privacy")}</p>
        <p>{t("footer.about")}</p>
      </footer>
    </Page.Provider>
  );
}

function Hero({ page, t }: { page: PageData; t: Words }) {
  return (
    <section class="hero">
      <div class="poster">
        <Rings class="rings" />
        <img class="figure" src={page.assets.figure} alt="" width="900" height="900" />
      </div>
      <p class="kicker">{t("hero.kicker")}</p>
      <h1>
        {page.campaign.song.split(" ").map((word) => (
          <span key={word}>{word} </span>
        ))}
      </h1>
      <p class="lead">{t("hero.lead")}</p>
      <p class="row">
        <a class="button" href="#maker">
          {t("hero.start")}
        </a>
        <span class="quiet">{t("hero.note")}</span>
      </p>
      <Counter />
    </section>
  );
}

function Studio({ page, t }: { page: PageData; t: Words }) {
  const maker = useMaker(page, t);
  const making = maker.stage === "making";
  const stage = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the cover stands above what was pressed: it is what one wants to see now.
    if (making) stage.current?.scrollIntoView({ block: "nearest" });
  }, [making]);
  return (
    <section class={`studio ${maker.stage}`} id="maker" aria-labelledby="maker-title">
      <h2 id="maker-title" class="unseen">
        {t("maker.title")}
      </h2>
      <div class="stage" ref={stage}>
        <CoverPreview
          team={maker.team}
          name={maker.name}
          picture={maker.artwork?.images.cover ?? null}
          onPicture={maker.shown}
        />
        <p class="progress" role="status">
          {making ? (maker.waiting ?? t("make.busy")) : ""}
        </p>
      </div>
      <div class="desk">
        {maker.stage === "done" && maker.artwork ? (
          <>
            <SharePanel artwork={maker.artwork} onAgain={maker.again} />
            <LetterForm name={maker.name} sent={maker.subscribed} onSent={maker.setSubscribed} />
          </>
        ) : (
          <form
            noValidate
            onSubmit={(e) => {
              e.preventDefault();
              maker.make();
            }}
          >
            <TeamPicker
              chosen={maker.team?.id ?? null}
              onChoose={maker.chooseTeam}
              problem={maker.faults.team ?? null}
            />
            <NameField name={maker.name} onName={maker.typeName} problem={maker.faults.name ?? null} />
            <button type="submit" class="button big" aria-disabled={making}>
              {t(making ? "make.busy" : "make.button")}
            </button>
            <p class="problem" role="alert">
              {maker.faults.form ?? ""}
            </p>
          </form>
        )}
      </div>
    </section>
  );
}
