// en-XA, a language for looking at: English with accents, a third longer, in brackets. What stands on
// a page without brackets does not come from the texts; what is cut off has no room for German.

import { parseMessage } from "./message.js";

export const pseudoLanguage = "en-XA";

const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const dressed = [..."áƀçđéƒĝĥíĵķļɱñóþǫŕšťúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĻṀÑÓÞǪŔŠŤÚṼŴẊÝŽ"];
const accents = new Map([...plain].map((letter, i) => [letter, dressed[i]]));

// Tags and quoted braces keep their letters.
const dress = (text) =>
  text.replace(/<\/?\w+>|[a-zA-Z]/g, (found) => accents.get(found) ?? found);
// A "#" is a letter outside of plurals, and would be the number within.
const quoted = (text, special) => text.replaceAll("'", "''").replace(special, (c) => `'${c}'`);

function write(tokens, special = /[{}]/g) {
  return tokens
    .map((token) => {
      if (token.type === "content") return quoted(dress(token.value), special);
      if (token.type === "octothorpe") return "#";
      if (!token.cases) return token.ctx.text;
      const offset = token.pluralOffset ? `offset:${token.pluralOffset} ` : "";
      const cases = token.cases.map((one) => `${one.key} {${write(one.tokens, token.type === "select" ? special : /[{}#]/g)}}`).join(" ");
      return `{${token.arg}, ${token.type}, ${offset}${cases}}`;
    })
    .join("");
}

/** The message, dressed up; its slots, plurals and tags are the same. */
export function pseudo(text) {
  // In words of five, so that it breaks as text does.
  const filler = "~~~~ ".repeat(Math.ceil(text.length / 3 / 5)).trim();
  return `[${write(parseMessage(text))}${filler && ` ${filler}`}]`;
}
