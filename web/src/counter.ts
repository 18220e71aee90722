// How many have joined: asked for after the page has been painted, and now and then while it is seen.

import { ask } from "./ask";
import { pieces, wordsIn } from "./messages";
import { readPageData } from "./page_data";

const everyMs = 30_000; // the answer may be cached for 10 s; nobody watches closer

/** Null when the server has no word to spare. */
async function countVoices(): Promise<number | null> {
  const answer = await ask("GET", "/api/v1/counter", null).catch(() => null);
  return typeof answer?.sessions === "number" ? answer.sessions : null;
}

/** Fills the element, whose place is kept, and keeps it true. */
export function keepCounting(element: HTMLElement): void {
  const { texts, language } = readPageData();
  const t = wordsIn(texts, language);
  const show = (count: number | null) => {
    if (!count) return;
    const parts = pieces(t("landing.counter", { count })).map(({ tag, text }) => {
      if (!tag) return text;
      const strong = document.createElement("strong");
      strong.textContent = text;
      return strong;
    });
    element.replaceChildren(...parts);
    element.classList.remove("waiting");
  };
  const look = () => {
    if (!document.hidden) countVoices().then(show);
  };
  look();
  setInterval(look, everyMs);
}
