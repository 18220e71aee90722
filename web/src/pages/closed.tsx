// Before the campaign opens and after it has closed. Which of both is said follows the server's word
// (src/campaign_state.ts), and the campaign file's until it comes.

import { addressOf, type PageData } from "../page_data";
import type { PageKind } from "../page_kind";
import { Rings } from "../parts/rings";
import { wordsOf } from "../words";

const facts = ["covers", "takes", "letter", "draw"];

function Closed({ page }: { page: PageData }) {
  const t = wordsOf(page);
  return (
    <>
      <Rings class="rings" />
      <section class="on-before">
        <h1>{t("closed.before.title")}</h1>
        <p class="lead">{t("closed.before.lead")}</p>
        <p class="row">
          <a class="button" href={addressOf(page, "")}>
            {t("closed.home.button")}
          </a>
        </p>
      </section>
      <section class="on-open on-closed">
        <h1>{t("closed.after.title")}</h1>
        <p class="lead">{t("closed.after.lead")}</p>
        <h2>{t("closed.next.title")}</h2>
        <ul class="facts">
          {facts.map((fact) => (
            <li key={fact}>{t(`closed.next.${fact}`)}</li>
          ))}
        </ul>
        <p class="row">
          <a class="button" href={addressOf(page, "me")}>
            {t("closed.me.button")}
          </a>
        </p>
      </section>
    </>
  );
}

export const closed: PageKind = {
  path: "closed",
  title: "closed.page.title",
  description: "closed.page.description",
  class: "closed",
  script: "site",
  styles: ["site"],
  carries: { texts: [] },
  unlisted: true,
  Main: Closed,
};
