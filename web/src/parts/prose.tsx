// Longer texts: an empty line begins a paragraph, lines that begin with "- " are a list.

import type { ComponentChildren, VNode } from "preact";

import { addressOf, type PageData } from "../page_data";
import { Rich } from "../words";

/** Links that texts may hold, by their tag. */
const linksOf = (page: PageData): Record<string, (inside: ComponentChildren) => VNode> => {
  const to = (path: string) => (inside: ComponentChildren) => <a href={addressOf(page, path)}>{inside}</a>;
  return { me: to("me"), terms: to("terms"), privacy: to("privacy"), rules: to("rules"), cover: to("studio#cover") };
};

export function Prose({ page, words }: { page: PageData; words: string }) {
  const tags = linksOf(page);
  return (
    <>
      {words.split("\n\n").map((block) => {
        const lines = block.split("\n");
        if (!block.startsWith("- ")) return <p key={block}>{<Rich words={block} tags={tags} />}</p>;
        return (
          <ul key={block}>
            {lines.map((line) => (
              <li key={line}>
                <Rich words={line.slice(2)} tags={tags} />
              </li>
            ))}
          </ul>
        );
      })}
    </>
  );
}
