// The words of one language as the pages need them, in the compact form of message.js.

import { sourceLanguage, sourceTexts } from "./catalogue.js";
import { compile, digestOf, parseMessage } from "./message.js";
import { pseudo, pseudoLanguage } from "./pseudo.js";

/** Key → text. A language that is not finished says the rest in English. */
export function textsIn(catalogue, language) {
  const source = sourceTexts(catalogue);
  if (language === sourceLanguage) return source;
  if (language === pseudoLanguage)
    return Object.fromEntries(Object.entries(source).map(([key, text]) => [key, pseudo(text)]));
  const own = { ...source };
  for (const { messages, of } of Object.values(catalogue.areas[language] ?? {}))
    for (const [key, text] of Object.entries(messages))
      if (of?.[key] === digestOf(source[key] ?? "")) own[key] = text;
  return own;
}

/** Key → compact form, with what the campaign knows already filled in. */
export function compileTexts(texts, facts) {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, compile(parseMessage(text), facts)]),
  );
}

/** The same table, but to ask for a word that is not there ends the build. */
export function strict(texts, language) {
  return new Proxy(texts, {
    get(table, key) {
      if (!(key in table)) throw new Error(`no text "${String(key)}" in ${language}`);
      return table[key];
    },
  });
}
