// What a pre-rendered page carries for its own use, as JSON in the page or beside it: what its script
// needs, no more.

import type { Wordings } from "./api";
import type { Texts } from "./messages";

export interface Team {
  id: string;
  name: string;
  /** As covers name it, which are printed in the campaign's language; left out where that is `name`. */
  printed?: string;
}

export interface Campaign {
  id: string;
  artist: string;
  song: string;
  /** In which artist and song are named. */
  language: string;
  /** When the site was built; the server's word (hello) is newer. */
  state: "before" | "open" | "closed";
  /** Which wording of the consents is in force. */
  consent: string;
}

export interface PageData {
  language: string;
  direction: "ltr" | "rtl";
  /** Below the language: "" for the landing page, "studio" for its studio. */
  path: string;
  campaign: Campaign;
  /** Sorted for this language. */
  teams: Team[];
  /** Of the consents that this page asks for. */
  wordings: Wordings;
  /** Compiled messages by key, from texts/<language>/<area>.json. */
  texts: Texts;
  /** Hashed addresses of pictures and sounds that the page refers to. */
  assets: Record<string, string>;
}

/** The page of that path in the same language. */
export const addressOf = (page: { language: string }, path: string) => `/${page.language}/${path}`;

export const elementId = "page-data";

/** The data embedded in this document; throws when the page was built wrongly. */
export function readPageData(): PageData {
  return JSON.parse(document.getElementById(elementId)?.textContent ?? "") as PageData;
}
