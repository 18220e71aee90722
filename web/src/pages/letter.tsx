// The pages behind the links of a letter: a question that one press answers, and what came of it. They
// run no script: their address is a permission, which nothing on the page need read.

import { addressOf, type PageData } from "../page_data";
import type { PageKind } from "../page_kind";
import { Rings } from "../parts/rings";
import { wordsOf } from "../words";

interface Outline {
  /** What the server calls the page. */
  name: string;
  /** Keys of its title, its text and, where it asks something, the button's. */
  title: string;
  lead: string;
  button?: string;
  /** The way out: key of its words, and where it leads. */
  out: { words: string; to: string };
}

function Page({ page, outline }: { page: PageData; outline: Outline }) {
  const t = wordsOf(page);
  const leave = (
    <a class={outline.button ? "plain" : "button"} href={addressOf(page, outline.out.to)}>
      {t(outline.out.words)}
    </a>
  );
  return (
    <>
      <Rings class="rings" />
      <p class="mark">
        <bdi>{page.campaign.artist}</bdi> <span>{page.campaign.song}</span>
      </p>
      <h1>{t(outline.title)}</h1>
      <p class="lead">{t(outline.lead)}</p>
      {outline.button ? (
        // To the address that was asked for. A program that only follows links changes nothing.
        <form class="row" method="post">
          <button class="button">{t(outline.button)}</button>
          {leave}
        </form>
      ) : (
        leave
      )}
    </>
  );
}

const letterPage = (outline: Outline): PageKind => ({
  path: outline.name,
  title: outline.title,
  description: outline.lead,
  class: "letter-page",
  script: null,
  styles: ["site", "letter"],
  carries: { texts: [] },
  frame: "none",
  unlisted: true,
  Main: ({ page }) => <Page page={page} outline={outline} />,
});

const home = { words: "common.dead_end.button", to: "" };
const me = { words: "common.nav.me", to: "me" };
const spoken = (name: string, more: Partial<Outline>) =>
  letterPage({ name, title: `letters.${name}.title`, lead: `letters.${name}.lead`, out: home, ...more });

export const letterPages = [
  spoken("unsubscribe", { button: "letters.unsubscribe.button" }),
  spoken("unsubscribed", {}),
  spoken("confirm", { button: "letters.confirm.button" }),
  spoken("confirmed", {}),
  spoken("expired", { out: me }),
  spoken("unknown", {}),
  // Said as on the fan's own page.
  letterPage({
    name: "erase",
    title: "me.erase.ask",
    lead: "me.erase.text",
    button: "me.erase.yes.button",
    out: { words: "me.erase.no.button", to: "" },
  }),
  letterPage({ name: "erased", title: "me.erase.done.title", lead: "me.erase.done.text", out: home }),
];
