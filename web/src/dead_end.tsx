// The page for addresses that lead nowhere, or nowhere any more.

import type { PageData } from "./page_data";
import { Rings } from "./parts/rings";
import { wordsOf } from "./words";

export function DeadEnd({ page, kind }: { page: PageData; kind: "missing" | "gone" }) {
  const t = wordsOf(page);
  return (
    <main class="dead-end">
      <Rings class="rings" />
      <h1>{t(`${kind}.title`)}</h1>
      <p class="lead">{t(`${kind}.lead`)}</p>
      <a class="button" href={page.home}>
        {t("dead_end.home")}
      </a>
    </main>
  );
}
