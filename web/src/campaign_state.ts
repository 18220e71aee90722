// What a page says before, during and after the campaign: elements of class on-before, on-open and
// on-closed show themselves by the state that <html> carries (styles/base.css).

import { sayHello } from "./hello";

export async function followState(): Promise<void> {
  const said = await sayHello();
  if (said) document.documentElement.dataset.state = said.state;
}
