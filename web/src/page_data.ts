// What a pre-rendered page carries for its own use: words, teams and addresses, as JSON in the page.

export interface Team {
  id: string;
  name: string;
}

export interface PageData {
  language: string;
  direction: "ltr" | "rtl";
  /** This language's own page, the target of "start over". */
  home: string;
  campaign: { id: string; artist: string; song: string };
  /** Sorted for this language. */
  teams: Team[];
  /** Flat dotted keys, from texts/<language>.json. */
  texts: Record<string, string>;
  /** Hashed addresses of pictures that the page refers to. */
  assets: Record<string, string>;
}

export const elementId = "page-data";

/** The data embedded in this document; throws when the page was built wrongly. */
export function readPageData(): PageData {
  return JSON.parse(document.getElementById(elementId)?.textContent ?? "") as PageData;
}
