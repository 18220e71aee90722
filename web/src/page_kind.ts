// What the build needs to know of a page: where it stands, what it shows, what it loads.

import type { ComponentType } from "preact";

import type { PageData } from "./page_data";

/** A language in its own words. */
export interface OtherLanguage {
  language: string;
  name: string;
  /** "This page in English", said to those whose browser prefers it. */
  offer: string;
}

export interface PageKind {
  /** Below the language: "" is the landing page, "studio" becomes /ja/studio. */
  path: string;
  /** Keys of texts. */
  title: string;
  description: string;
  /** What stands in <main>. Where a script is to take over, the script hydrates <main> with it. */
  Main: ComponentType<{ page: PageData; languages: OtherLanguage[] }>;
  /** The class of <main>. */
  class: string;
  /** A file of src/entries/; null: the page runs nothing, and tells nobody its address. */
  script: "site" | "studio" | "me" | "kiosk" | null;
  /** Files of src/styles/. */
  styles: string[];
  /** What the script needs in the page: texts by key or by what keys begin with ("studio.team"), assets
   * by name or by what names begin with ("flag."), and whether the teams. */
  carries: { texts: string[]; assets?: string[]; teams?: boolean };
  /** What it carries lies beside the page, in a file that is cached for ever: for many words. These texts
   * are in the page all the same, to be said until the file is there. */
  carriesApart?: string[];
  /** Around <main>: header and footer unless said otherwise; of the header the languages only; nothing. */
  frame?: "languages" | "none";
  /** Not for search engines. */
  unlisted?: boolean;
}
