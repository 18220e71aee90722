// The server's first word, asked for once a page and after it has been painted.

import { ask } from "./ask";

export interface Hello {
  /** As the browser asks for them, by preference. */
  languages: string[];
  state: "before" | "open" | "closed";
}

let answer: Promise<Hello | null> | null = null;

/** Null when the server has no word to spare: the page is whole without it. */
export function sayHello(): Promise<Hello | null> {
  answer ??= ask<{ languages: string[]; campaign: { state: Hello["state"] } }>("GET", "/api/v1/hello", null)
    .then(({ languages, campaign }) => ({ languages, state: campaign.state }))
    .catch(() => null);
  return answer;
}
