// What every page does once it is there.

import { watchErrors } from "./error_reports";
import { sayHello } from "./hello";
import { offerLanguage } from "./language_offer";

export function start(): void {
  watchErrors();
  sayHello().then((answer) => answer && offerLanguage(answer.languages));
}
