// Says a message of the build (tools/texts/message.js) in the page's language. Nothing is parsed and
// nothing evaluated here: plurals and numbers are the browser's own Intl.

/** A value is a number where the message counts with it, else text. */
export type Values = Record<string, string | number>;

type Cases = Record<string, Message>;
type Slot =
  | [name: string, kind?: "n"]
  | [name: string, kind: "p" | "o", cases: Cases, offset?: number]
  | [name: string, kind: "s", cases: Cases];
/** 0 is the number that the plural around it counts. */
export type Message = string | (string | 0 | Slot)[];

export type Texts = Record<string, Message>;
export type Words = (key: string, values?: Values) => string;

const formats = new Map<string, Intl.NumberFormat>();
const rules = new Map<string, Intl.PluralRules>();

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const old = known.get(key);
  if (old) return old;
  const made = make();
  known.set(key, made);
  return made;
}

function shown(value: string | number | undefined, language: string): string {
  if (typeof value !== "number") return value ?? "";
  return remembered(formats, language, () => new Intl.NumberFormat(language)).format(value);
}

function category(language: string, kind: "p" | "o", count: number): string {
  const type = kind === "o" ? "ordinal" : "cardinal";
  const made = () => new Intl.PluralRules(language, { type });
  return remembered(rules, language + kind, made).select(count);
}

export function format(message: Message, values: Values, language: string, counted = 0): string {
  if (typeof message === "string") return message;
  return message
    .map((part) => {
      if (typeof part === "string") return part;
      if (part === 0) return shown(counted, language);
      const [name, kind, cases, offset = 0] = part;
      const value = values[name];
      if (!cases) return shown(value, language);
      if (kind === "s") return format(cases[String(value)] ?? cases.other!, values, language);
      const count = Number(value) - offset;
      const chosen = cases[`=${value}`] ?? cases[category(language, kind as "p" | "o", count)];
      return format(chosen ?? cases.other!, values, language, count);
    })
    .join("");
}

/** A key that the page does not carry shows itself. */
export function wordsIn(texts: Texts, language: string): Words {
  return (key, values = {}) => {
    const message = texts[key];
    return message === undefined ? key : format(message, values, language);
  };
}

/** A text with `<tags>`, cut into pieces: what stands in a tag names it. Tags do not nest. */
export function pieces(text: string): { tag: string | null; text: string }[] {
  const found = [];
  let from = 0;
  for (const match of text.matchAll(/<(\w+)>(.*?)<\/\1>/gs)) {
    if (match.index! > from) found.push({ tag: null, text: text.slice(from, match.index) });
    found.push({ tag: match[1]!, text: match[2]! });
    from = match.index! + match[0].length;
  }
  if (from < text.length) found.push({ tag: null, text: text.slice(from) });
  return found;
}
