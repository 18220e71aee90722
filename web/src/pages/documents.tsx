// Pages that are all words: terms, privacy, the rules of the draw, help, accessibility.

import type { PageData } from "../page_data";
import type { PageKind } from "../page_kind";
import { Prose } from "../parts/prose";
import { wordsOf } from "../words";

interface Outline {
  path: string;
  /** Keys of texts: legal.<path>.<section>.title and .text. */
  sections: string[];
  /** A lawyer's business: says that this is a demonstration. */
  isLegal?: boolean;
}

function Document({ page, outline: { path, sections, isLegal } }: { page: PageData; outline: Outline }) {
  const t = wordsOf(page);
  return (
    <>
      <header class="document-head">
        <h1>{t(`legal.${path}.title`)}</h1>
        <p class="lead">{t(`legal.${path}.lead`)}</p>
        {isLegal && <p class="notice">{t("legal.demo")}</p>}
      </header>
      <nav class="contents" aria-label={t("legal.contents")}>
        <ol>
          {sections.map((section) => (
            <li key={section}>
              <a href={`#${section}`}>{t(`legal.${path}.${section}.title`)}</a>
            </li>
          ))}
        </ol>
      </nav>
      <div class="prose">
        {sections.map((section) => (
          <section key={section} id={section} aria-labelledby={`${section}-title`}>
            <h2 id={`${section}-title`}>{t(`legal.${path}.${section}.title`)}</h2>
            <Prose page={page} words={t(`legal.${path}.${section}.text`)} />
          </section>
        ))}
      </div>
    </>
  );
}

const documentPage = (outline: Outline): PageKind => ({
  path: outline.path,
  title: `legal.${outline.path}.title`,
  description: `legal.${outline.path}.description`,
  class: "document",
  script: "site",
  styles: ["site", "document"],
  carries: { texts: [] },
  Main: ({ page }) => <Document page={page} outline={outline} />,
});

export const documents = [
  documentPage({
    path: "terms",
    sections: ["who", "voice", "name", "fair", "ours", "end", "law"],
    isLegal: true,
  }),
  documentPage({
    path: "privacy",
    sections: ["browser", "us", "why", "who", "long", "rights", "contact"],
    isLegal: true,
  }),
  documentPage({
    path: "rules",
    sections: ["prize", "who", "how", "draw", "news", "law"],
    isLegal: true,
  }),
  documentPage({
    path: "help",
    sections: ["mic", "none", "app", "headphones", "quiet", "late", "file", "upload", "letter", "gone"],
  }),
  documentPage({
    path: "accessibility",
    sections: ["done", "silent", "limits", "standard", "contact"],
  }),
];
