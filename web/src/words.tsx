// The page's words: a key becomes a text of the page's language, with its values filled in.

import { createContext } from "preact";
import { useContext } from "preact/hooks";

import type { PageData } from "./page_data";

export type Values = Record<string, string | number>;
export type Words = (key: string, values?: Values) => string;

export const Page = createContext<PageData>(null as unknown as PageData);

/** Artist and song are always known; a missing key shows itself, as the build forbids it. */
export function wordsOf(page: PageData): Words {
  const fixed = { artist: page.campaign.artist, song: page.campaign.song };
  return (key, values) => {
    const all: Values = { ...fixed, ...values };
    return (page.texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(all[name] ?? whole),
    );
  };
}

export const usePage = () => useContext(Page);
export const useWords = () => wordsOf(useContext(Page));
