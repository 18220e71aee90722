// The server's first word, asked for once a page and after it has been painted.

import { ask } from "./ask";

export interface Hello {
  /** As the browser asks for them, by preference. */
  languages: string[];
  country: string | null;
  state: "before" | "open" | "closed";
}

let answer: Promise<Hello | null> | null = null;

/** Null when the server has no word to spare: the page is whole without it. */
export function sayHello(): Promise<Hello | null> {
  answer ??= ask("GET", "/api/v1/hello", null).then(
    (body) => {
      const campaign = body.campaign as { state?: Hello["state"] } | undefined;
      return {
        languages: Array.isArray(body.languages) ? body.languages : [],
        country: typeof body.country === "string" ? body.country : null,
        state: campaign?.state ?? "open",
      };
    },
    () => null,
  );
  return answer;
}
