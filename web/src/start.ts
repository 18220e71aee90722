// What every page does once it is there.

import { watchErrors } from "./error_reports";
import { sayHello } from "./hello";
import { offerLanguage } from "./language_offer";

/** `isShared`: the screen does not know who comes next, so it offers nobody a language. */
export function start({ isShared = false } = {}): void {
  watchErrors();
  if (!isShared) sayHello().then((answer) => answer && offerLanguage(answer.languages));
}
