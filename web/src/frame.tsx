// What stands round every page: the way past it, the artist's name, languages, the small print.

import { addressOf, type PageData } from "./page_data";
import type { OtherLanguage, PageKind } from "./page_kind";
import { wordsOf, type Words } from "./words";

interface Props {
  page: PageData;
  kind: PageKind;
  languages: OtherLanguage[];
}

const smallPrint = ["terms", "privacy", "rules", "help", "accessibility"];

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

/** "This page in your language": hidden until the script knows that it is wanted (language_offer.ts). */
function Offer({ page, t }: { page: PageData; t: Words }) {
  return (
    <aside id="offer" class="offer" dir="auto" hidden>
      <a />
      <button type="button" lang={page.language} aria-label={t("common.language.refuse")}>
        ×
      </button>
    </aside>
  );
}

function Link({ page, to, words }: { page: PageData; to: string; words: string }) {
  return (
    <a href={addressOf(page, to)} aria-current={to === page.path ? "page" : undefined}>
      {words}
    </a>
  );
}

export function Body({ page, kind, languages }: Props) {
  const t = wordsOf(page);
  const main = (
    <main id="main" class={kind.class}>
      <kind.Main page={page} languages={languages} />
    </main>
  );
  if (kind.frame === "none") return main;
  const menu = <Languages page={page} languages={languages} t={t} />;
  if (kind.frame === "languages")
    return (
      <>
        <header class="bar">
          <span class="mark">{page.campaign.artist}</span>
          <nav>{menu}</nav>
        </header>
        {main}
      </>
    );
  return (
    <>
      <a class="skip" href="#main">
        {t("common.skip")}
      </a>
      <header class="bar">
        <a class="mark" href={addressOf(page, "")}>
          {page.campaign.artist}
        </a>
        <nav>
          <Link page={page} to="me" words={t("common.nav.me")} />
          {menu}
        </nav>
      </header>
      {main}
      <footer class="foot">
        <nav aria-label={t("common.nav.label")}>
          <ul>
            {["studio", "me", ...smallPrint].map((path) => (
              <li key={path}>
                <Link page={page} to={path} words={t(`common.nav.${path}`)} />
              </li>
            ))}
          </ul>
        </nav>
        <p>{t("common.footer.privacy")}</p>
        <p>{t("common.footer.about")}</p>
      </footer>
      <Offer page={page} t={t} />
    </>
  );
}
