// The page for addresses that lead nowhere.

import type { PageData } from "./page_data";
import { Rings } from "./parts/rings";
import { wordsOf } from "./words";

export function Missing({ page }: { page: PageData }) {
  const t = wordsOf(page);
  return (
    <main class="missing">
      <Rings class="rings" />
      <h1>{t("missing.title")}</h1>
      <p class="lead">{t("missing.lead")}</p>
      <a class="button" href={page.home}>
        {t("missing.home")}
      </a>
    </main>
  );
}
