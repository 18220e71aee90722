// The studio: a cover within a minute.

import { useEffect, useRef } from "preact/hooks";

import { useMaker } from "../maker";
import type { PageData } from "../page_data";
import type { PageKind } from "../page_kind";
import { CoverPreview } from "../parts/cover_preview";
import { LetterForm } from "../parts/letter_form";
import { NameField } from "../parts/name_field";
import { SharePanel } from "../parts/share_panel";
import { TeamPicker } from "../parts/team_picker";
import { Page, wordsOf } from "../words";

export function Studio({ page }: { page: PageData }) {
  const t = wordsOf(page);
  const maker = useMaker(page, t);
  const making = maker.stage === "making";
  const stage = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the cover stands above what was pressed: it is what one wants to see now.
    if (making) stage.current?.scrollIntoView({ block: "nearest" });
  }, [making]);
  return (
    <Page.Provider value={page}>
      <section class={`studio ${maker.stage}`} id="maker" aria-labelledby="maker-title">
        <h1 id="maker-title" class="unseen">
          {t("studio.maker.title")}
        </h1>
        <div class="stage" ref={stage}>
          <CoverPreview
            team={maker.team}
            name={maker.name}
            picture={maker.artwork?.images.cover ?? null}
            onPicture={maker.shown}
          />
          <p class="progress" role="status">
            {making ? (maker.waiting ?? t("studio.make.busy")) : ""}
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
                {t(making ? "studio.make.busy" : "studio.make.button")}
              </button>
              <p class="problem" role="alert">
                {maker.faults.form ?? ""}
              </p>
            </form>
          )}
        </div>
      </section>
    </Page.Provider>
  );
}

export const studio: PageKind = {
  path: "studio",
  title: "studio.page.title",
  description: "studio.page.description",
  class: "in-studio",
  script: "studio",
  styles: ["site", "studio"],
  carries: { texts: ["studio", "result", "problems"], assets: ["figure", "flag."], teams: true },
  Main: Studio,
};
