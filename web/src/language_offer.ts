// "This page in your language": offered to those whose browser prefers another of ours, in that
// language. Nobody is sent anywhere; whoever says no is not asked again in this tab.

import { forThisVisit, keep, kept } from "./storage";

const place = "chant.language-offer";

/** The first of `wanted` that is among `ours`, by whole tag or else by its first part. */
export function bestLanguage(wanted: string[], ours: string[]): string | null {
  for (const tag of wanted) {
    const exact = ours.find((one) => one.toLowerCase() === tag.toLowerCase());
    const near = ours.find((one) => one.split("-")[0] === tag.toLowerCase().split("-")[0]);
    if (exact ?? near) return (exact ?? near)!;
  }
  return null;
}

/** The links of the page's language menu say what there is, and carry the offer in their own words; what
 * it is said in waits in the page, hidden (frame.tsx). */
export function offerLanguage(wanted: string[]): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("#languages a")];
  const best = bestLanguage(wanted, links.map((link) => link.lang));
  const link = links.find((one) => one.lang === best);
  const bar = document.getElementById("offer");
  if (!bar || !link || link.lang === document.documentElement.lang || kept(forThisVisit, place)) return;
  const [go, close] = bar.children as unknown as [HTMLAnchorElement, HTMLButtonElement];
  bar.lang = link.lang;
  go.href = link.href;
  go.textContent = link.dataset.offer!;
  close.onclick = () => {
    keep(forThisVisit, place, "no");
    bar.remove();
  };
  bar.hidden = false;
}
