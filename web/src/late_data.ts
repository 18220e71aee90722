// The data beside a page, whose loading began with the page's: asked for until it comes. Meanwhile the
// fan is told, in the few words that such a page has by itself.

import { delayMs, pause } from "./api";
import { wordsIn } from "./messages";
import { elementId, type PageData } from "./page_data";
import { waitWords } from "./problem_words";

export async function fetchPageData(): Promise<PageData> {
  const { href, dataset } = document.getElementById(elementId) as HTMLLinkElement;
  const t = wordsIn(JSON.parse(dataset.texts!), document.documentElement.lang);
  const notice = document.createElement("p");
  for (let attempt = 0; ; ++attempt) {
    try {
      const answer = await fetch(href);
      if (answer.ok) {
        const page = await answer.json();
        notice.parentElement?.remove();
        return page;
      }
    } catch {
      // no network, or half an answer
    }
    await pause(delayMs(attempt, null, Math.random()), (seconds) => {
      notice.textContent = waitWords(t, seconds);
      if (notice.parentElement) return;
      const place = document.createElement("div");
      place.className = "notices";
      place.setAttribute("role", "status");
      place.append(notice);
      document.body.append(place);
    });
  }
}
