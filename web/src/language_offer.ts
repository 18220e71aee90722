// "This page in your language": offered to those whose browser prefers another of ours, in that
// language. Nobody is sent anywhere; whoever says no is not asked again in this tab.

const place = "chant.language-offer";

function refused(): boolean {
  try {
    return sessionStorage.getItem(place) !== null;
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    sessionStorage.setItem(place, "no");
  } catch {
    // asked again on the next page, then
  }
}

/** The first of `wanted` that is among `ours`, by whole tag or else by its first part. */
export function bestLanguage(wanted: string[], ours: string[]): string | null {
  for (const tag of wanted) {
    const exact = ours.find((one) => one.toLowerCase() === tag.toLowerCase());
    const near = ours.find((one) => one.split("-")[0] === tag.toLowerCase().split("-")[0]);
    if (exact ?? near) return (exact ?? near)!;
  }
  return null;
}

/** The links of the page's language menu say what there is, and carry the offer in their own words. */
export function offerLanguage(wanted: string[]): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("#languages a")];
  const best = bestLanguage(wanted, links.map((link) => link.lang));
  const link = links.find((one) => one.lang === best);
  if (!link || link.lang === document.documentElement.lang || refused()) return;
  const bar = document.createElement("aside");
  bar.className = "offer";
  bar.lang = link.lang;
  bar.dir = link.lang === "ar" ? "rtl" : "ltr";
  const go = document.createElement("a");
  go.href = link.href;
  go.textContent = link.dataset.offer ?? link.textContent;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.lang = document.documentElement.lang;
  close.setAttribute("aria-label", link.closest("ul")?.dataset.refuse ?? "×");
  close.addEventListener("click", () => {
    remember();
    bar.remove();
  });
  bar.append(go, close);
  document.body.append(bar);
}
