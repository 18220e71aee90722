// What stands round every page: the way past it, the artist's name, languages, the small print.

import type { PageKind } from "./page_kind";
import { addressOf, type PageData } from "./page_data";
import { wordsOf, type Words } from "./words";

/** A language in its own words. */
export interface OtherLanguage {
  language: string;
  name: string;
  /** "This page in English", said to those whose browser prefers it. */
  offer: string;
}

interface Props {
  page: PageData;
  kind: PageKind;
  languages: OtherLanguage[];
}

/** Names of languages are never translated: who looks for theirs cannot read this one. */
function Languages({ page, languages, t }: Omit<Props, "kind"> & { t: Words }) {
  const own = languages.find((one) => one.language === page.language);
  return (
    <details class="languages">
      <summary>
        <span class="unseen">{t("common.languages")} </span>
        {own?.name ?? page.language}
      </summary>
      <ul id="languages">
        {languages.map(({ language, name, offer }) => (
          <li key={language}>
            <a
              lang={language}
              hreflang={language}
              href={addressOf({ language }, page.path)}
              aria-current={language === page.language ? "page" : undefined}
              data-offer={offer}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Body({ page, kind, languages }: Props) {
  const t = wordsOf(page);
  const main = (
    <main id="main" class={kind.class}>
      <kind.Main page={page} />
    </main>
  );
  if (kind.bare) return main;
  return (
    <>
      <a class="skip" href="#main">
        {t("common.skip")}
      </a>
      <header class="bar">
        <a class="mark" href={addressOf(page, "")}>
          {page.campaign.artist}
        </a>
        <Languages page={page} languages={languages} t={t} />
      </header>
      {main}
      <footer class="foot">
        <p>{t("common.footer.privacy")}</p>
        <p>{t("common.footer.about")}</p>
      </footer>
    </>
  );
}
