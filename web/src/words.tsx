// The page's words inside components, and texts with links or emphasis in them.

import { type ComponentChildren, createContext, Fragment, type VNode } from "preact";
import { useContext } from "preact/hooks";

import { pieces, wordsIn, type Words } from "./messages";
import type { PageData } from "./page_data";

export type { Values, Words } from "./messages";

export const Page = createContext<PageData>(null as unknown as PageData);

export const wordsOf = (page: PageData): Words => wordsIn(page.texts, page.language);
export const usePage = () => useContext(Page);
export const useWords = () => wordsOf(useContext(Page));

type Tags = Record<string, (inside: ComponentChildren) => VNode>;

const plainTags: Tags = {
  b: (inside) => <b>{inside}</b>,
};

/** "I accept the <terms>terms</terms>.": each tag becomes what `tags` makes of it. */
export function Rich({ words, tags }: { words: string; tags?: Tags }) {
  const known = { ...plainTags, ...tags };
  return (
    <>
      {pieces(words).map((piece, i) => (
        <Fragment key={i}>{piece.tag ? (known[piece.tag]?.(piece.text) ?? piece.text) : piece.text}</Fragment>
      ))}
    </>
  );
}
