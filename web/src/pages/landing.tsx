// The first page: what this is, in one sentence, and the way in.

import { addressOf, type PageData } from "../page_data";
import type { PageKind } from "../page_kind";
import { Rings } from "../parts/rings";
import { wordsOf } from "../words";

function Landing({ page }: { page: PageData }) {
  const t = wordsOf(page);
  return (
    <section class="hero">
      <div class="poster">
        <Rings class="rings" />
        <img class="figure" src={page.assets.figure} alt="" width="900" height="900" />
      </div>
      <p class="kicker">{t("landing.kicker")}</p>
      <h1>
        {page.campaign.song.split(" ").map((word) => (
          <span key={word}>{word} </span>
        ))}
      </h1>
      <p class="lead">{t("landing.lead")}</p>
      <p class="row">
        <a class="button" href={addressOf(page, "studio")}>
          {t("landing.start")}
        </a>
        <span class="quiet">{t("landing.note")}</span>
      </p>
      <p class="counter waiting" id="counter">
        &nbsp;
      </p>
    </section>
  );
}

export const landing: PageKind = {
  path: "",
  title: "landing.page.title",
  description: "landing.page.description",
  class: "landing",
  script: "site",
  styles: ["site"],
  carries: { texts: ["landing.counter"] },
  Main: Landing,
};
