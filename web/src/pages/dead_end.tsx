// The pages for addresses that lead nowhere, nowhere any more, or nowhere right now.

import { addressOf, type PageData } from "../page_data";
import type { PageKind } from "../page_kind";
import { Rings } from "../parts/rings";
import { wordsOf } from "../words";

const deadEnd = (kind: "missing" | "gone" | "busy"): PageKind => ({
  path: kind,
  title: `common.${kind}.title`,
  description: `common.${kind}.lead`,
  class: "dead-end",
  script: "site",
  styles: ["site"],
  carries: { texts: [] },
  frame: "none",
  unlisted: true,
  Main: ({ page }: { page: PageData }) => {
    const t = wordsOf(page);
    return (
      <>
        <Rings class="rings" />
        <h1>{t(`common.${kind}.title`)}</h1>
        <p class="lead">{t(`common.${kind}.lead`)}</p>
        {kind === "busy" ? (
          // An empty address is the one that was asked for.
          <a class="button" href="">
            {t("common.busy.button")}
          </a>
        ) : (
          <a class="button" href={addressOf(page, "")}>
            {t("common.dead_end.button")}
          </a>
        )}
      </>
    );
  },
});

export const missing = deadEnd("missing");
export const gone = deadEnd("gone");
export const busy = deadEnd("busy");
