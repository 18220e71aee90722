// One message in ICU MessageFormat 1: what it takes, what it says at most, and the compact form that
// the page's own few lines (src/words.ts) can format.

import { createHash } from "node:crypto";

import { parse } from "@messageformat/parser";

// The parser lets a brace pass that nothing could have meant as a letter.
const hasLooseBrace = (raw) => /[{}]/.test(raw.replace(/''|'[{}#][^']*'/g, ""));

/** Throws where the text is no message: an open brace, a plural without "other". */
export function parseMessage(text) {
  const tokens = parse(text, { strict: false });
  for (const token of walk(tokens)) {
    if (token.type === "content" && hasLooseBrace(token.ctx.text))
      throw new Error(`"${token.ctx.text}" has a brace that is neither a slot's nor quoted`);
    if (token.type === "function" && token.key !== "number")
      throw new Error(`{${token.arg}, ${token.key}} is not one of: number, plural, selectordinal, select`);
    if (token.cases && !token.cases.some((one) => one.key === "other"))
      throw new Error(`{${token.arg}, ${token.type}} has no "other"`);
  }
  return tokens;
}

/** Every token, those of the cases too. */
export function* walk(tokens) {
  for (const token of tokens) {
    yield token;
    for (const one of token.cases ?? []) yield* walk(one.tokens);
  }
}

const kinds = { argument: "value", function: "number" };

/** "name:kind" of everything to be filled in, and "<tag>" of every tag, sorted, each once. */
export function slotsOf(tokens) {
  const slots = new Set();
  for (const token of walk(tokens)) {
    if (token.arg) slots.add(`{${token.arg}} as ${kinds[token.type] ?? token.type}`);
    if (token.type === "content")
      for (const [, tag] of token.value.matchAll(/<(\w+)>/g)) slots.add(`<${tag}>`);
  }
  return [...slots].sort();
}

/** Tags that are opened and not closed again, or the other way round. */
export function brokenTags(text) {
  const rest = text.replace(/<(\w+)>((?:(?!<\1>).)*?)<\/\1>/gs, "$2");
  return [...rest.matchAll(/<\/?\w+>/g)].map((match) => match[0]);
}

/** 16 hex digits that change with the text: what a translation says it translates. */
export function digestOf(text) {
  return createHash("sha256").update(text.normalize("NFC")).digest("hex").slice(0, 16);
}

// Chinese and Japanese letters take the room of two.
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u;
const segmenter = new Intl.Segmenter();
const widthOfValue = 6; // what stands for a value not known yet: a number, a short name

const widthOfText = (text) =>
  [...segmenter.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);

/** How many narrow letters the message takes at most. `facts` are the values known at build. */
export function widthOf(tokens, facts) {
  let sum = 0;
  for (const token of tokens) {
    if (token.type === "content") sum += widthOfText(token.value.replace(/<\/?\w+>/g, ""));
    else if (token.cases) sum += Math.max(...token.cases.map((one) => widthOf(one.tokens, facts)));
    else sum += token.arg in facts ? widthOfText(String(facts[token.arg])) : widthOfValue;
  }
  return sum;
}

const codes = { plural: "p", selectordinal: "o", select: "s" };

function partOf(token, facts) {
  if (token.type === "content") return token.value;
  if (token.type === "octothorpe") return 0;
  if (!token.cases) {
    if (token.arg in facts) return String(facts[token.arg]);
    return token.type === "function" ? [token.arg, "n"] : [token.arg];
  }
  const cases = Object.fromEntries(token.cases.map((one) => [one.key, compile(one.tokens, facts)]));
  const part = [token.arg, codes[token.type], cases];
  return token.pluralOffset ? [...part, token.pluralOffset] : part;
}

/** A plain string where nothing is left to fill in, else a list of strings and slots. */
export function compile(tokens, facts) {
  const parts = [];
  for (const token of tokens) {
    const part = partOf(token, facts);
    if (typeof part === "string" && typeof parts.at(-1) === "string") parts.push(parts.pop() + part);
    else parts.push(part);
  }
  if (parts.length === 0) return "";
  return parts.length === 1 && typeof parts[0] === "string" ? parts[0] : parts;
}
