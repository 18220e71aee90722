// What is wrong with the words. A fault fails the build; a warning is what an unfinished language
// may still lack.

import { sourceLanguage } from "./catalogue.js";
import { brokenTags, digestOf, parseMessage, slotsOf, walk, widthOf } from "./message.js";

const states = ["draft", "reviewed", "approved"];

const categoriesOf = (language, ordinal) =>
  new Intl.PluralRules(language, { type: ordinal ? "ordinal" : "cardinal" }).resolvedOptions()
    .pluralCategories;

function pluralFaults(tokens, language) {
  const faults = [];
  for (const token of walk(tokens)) {
    if (token.type !== "plural" && token.type !== "selectordinal") continue;
    const needed = categoriesOf(language, token.type === "selectordinal");
    const given = token.cases.map((one) => one.key);
    for (const category of needed.filter((c) => !given.includes(c)))
      faults.push(`{${token.arg}, ${token.type}} lacks the form "${category}"`);
    for (const other of given.filter((c) => !c.startsWith("=") && !needed.includes(c)))
      faults.push(`{${token.arg}, ${token.type}} has a form "${other}" that ${language} does not know`);
  }
  return faults;
}

/** The limit of the longest pattern that fits: "landing.start", "*.button", "landing.*". */
export function limitOf(limits, key) {
  const fits = (pattern) => {
    const [start, end] = pattern.split("*");
    return end === undefined ? key === pattern : key.startsWith(start) && key.endsWith(end);
  };
  const [best] = Object.keys(limits).filter(fits).sort((a, b) => b.length - a.length);
  return best === undefined ? Infinity : limits[best];
}

/** Faults of one text by itself; `tokens` is missing where it is no message at all. */
function readText(text, language) {
  if (typeof text !== "string" || text.trim() !== text || text === "")
    return { faults: ["is empty, or begins or ends with a space"] };
  try {
    const tokens = parseMessage(text);
    const tags = brokenTags(text).map((tag) => `has ${tag} without its other half`);
    return { tokens, faults: [...tags, ...pluralFaults(tokens, language)] };
  } catch (failure) {
    return { faults: [`is no message: ${failure.message.split("\n")[0]}`] };
  }
}

function lengthFaults(tokens, limit, facts) {
  const width = widthOf(tokens, facts);
  return width > limit ? [`is ${width} letters long, ${limit} have room`] : [];
}

function differences(tokens, sourceTokens) {
  const [own, source] = [slotsOf(tokens), slotsOf(sourceTokens)];
  return [
    ...source.filter((slot) => !own.includes(slot)).map((slot) => `lacks ${slot}`),
    ...own.filter((slot) => !source.includes(slot)).map((slot) => `has ${slot}, which English has not`),
  ];
}

function checkSource(catalogue, facts, report) {
  const parsed = {};
  for (const [area, { messages }] of Object.entries(catalogue.areas[sourceLanguage])) {
    for (const [key, text] of Object.entries(messages)) {
      const where = `${sourceLanguage}/${area}.json: ${key}`;
      if (!key.startsWith(`${area}.`)) report.fault(where, `does not begin with "${area}."`);
      const { tokens, faults } = readText(text, sourceLanguage);
      faults.forEach((what) => report.fault(where, what));
      if (!tokens) continue;
      parsed[key] = tokens;
      lengthFaults(tokens, limitOf(catalogue.limits, key), facts).forEach((w) => report.fault(where, w));
    }
  }
  return parsed;
}

function checkTranslation({ catalogue, language, area, source, parsed, facts, report }) {
  const file = catalogue.areas[language]?.[area];
  const isUnfinished = catalogue.unfinished.includes(language);
  const lack = isUnfinished ? report.warn : report.fault;
  if (!file) return lack(`${language}/${area}.json`, "is missing");
  if (!states.includes(file.state))
    report.fault(`${language}/${area}.json`, `has the state "${file.state}", not one of ${states.join(", ")}`);
  for (const key of Object.keys(file.messages))
    if (!(key in source)) report.fault(`${language}/${area}.json: ${key}`, "is no key of the English file");
  for (const [key, english] of Object.entries(source)) {
    const where = `${language}/${area}.json: ${key}`;
    if (!(key in file.messages)) {
      lack(where, "is missing");
      continue;
    }
    if (file.of?.[key] !== digestOf(english)) {
      lack(where, "translates an English text that has changed since");
      if (isUnfinished) continue; // English is shown
    }
    const { tokens, faults } = readText(file.messages[key], language);
    faults.forEach((what) => report.fault(where, what));
    if (!tokens || !parsed[key]) continue;
    differences(tokens, parsed[key]).forEach((what) => report.fault(where, what));
    lengthFaults(tokens, limitOf(catalogue.limits, key), facts).forEach((w) => report.fault(where, w));
  }
}

/** `facts` are values known at build, e.g. {artist, song}. Returns {faults, warnings}: lines of text. */
export function checkTexts(catalogue, languages, facts) {
  const faults = [];
  const warnings = [];
  const report = {
    fault: (where, what) => faults.push(`${where} ${what}`),
    warn: (where, what) => warnings.push(`${where} ${what}`),
  };
  const parsed = checkSource(catalogue, facts, report);
  for (const language of languages.filter((one) => one !== sourceLanguage))
    for (const [area, { messages }] of Object.entries(catalogue.areas[sourceLanguage]))
      checkTranslation({ catalogue, language, area, source: messages, parsed, facts, report });
  for (const pattern of Object.keys(catalogue.limits))
    if (!Object.keys(parsed).some((key) => limitOf({ [pattern]: 0 }, key) === 0))
      report.fault(`limits.json: ${pattern}`, "fits no key");
  return { faults, warnings };
}
