// The checks of campaign/name_rules.cpp, email_rules.cpp and age_rules.cpp, rule for rule. This text
// is put behind the constants `limits`, `ages` and `fields` by tools/generate_rules.py.

const utf8Length = (text) => new TextEncoder().encode(text).length;
const trimmed = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
const broken = (code) => ({ ok: false, code, field: fields[code] });

const lineSeparator = /[\n-\r\u0085\u2028\u2029]/u;
const bidiControl = /[\u202A-\u202E\u2066-\u2069]/u;
const joiner = /[\u200C\u200D]/u;
const variationSelector = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u180B-\u180D\u180F]/u;
const tag = /[\u{E0020}-\u{E007F}]/u;
const cancelTag = "\u{E007F}";
const blackFlag = "\u{1F3F4}";
// Joiners, tags, direction marks, and the format characters that are drawn.
const allowedFormat =
  /[\u200C\u200D\u200E\u200F\u061C\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}\u{E0020}-\u{E007F}]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
const blank = /[\u115F\u1160\u3164\uFFA0\u2800]/u;
const stackingMark = /[\p{Mn}\p{Me}]/u;

function forbidden(c) {
  if (lineSeparator.test(c)) return "name_line_separator";
  if (bidiControl.test(c)) return "name_bidi_override";
  if (/[\p{Cc}]/u.test(c)) return "name_control_character";
  if (/[\p{Co}]/u.test(c)) return "name_private_use";
  if (/[\p{Cn}]/u.test(c)) return "name_unassigned";
  if (/[\p{Cf}]/u.test(c) && !allowedFormat.test(c)) return "name_control_character";
  return null;
}

function outOfPlace(previous, c) {
  const behindNothing =
    previous === "" || /[\p{White_Space}]/u.test(previous) || joiner.test(previous);
  if (joiner.test(c)) return behindNothing;
  if (variationSelector.test(c)) return behindNothing || variationSelector.test(previous);
  const inTags = tag.test(previous) && previous !== cancelTag;
  if (c === cancelTag) return !inTags;
  if (tag.test(c)) return !inTags && previous !== blackFlag;
  return inTags;
}

function badlyPlaced(name) {
  let previous = "";
  let marks = 0;
  for (const c of name) {
    if (outOfPlace(previous, c)) return "name_control_character";
    if (stackingMark.test(c) && !variationSelector.test(c)) marks += 1;
    if (!/[\p{M}]/u.test(c) && !joiner.test(c)) marks = 0;
    if (marks > limits.marks_per_base_max) return "name_too_many_marks";
    previous = c;
  }
  return tag.test(previous) && previous !== cancelTag ? "name_control_character" : null;
}

function graphemeCount(text) {
  let count = 0;
  for (const _ of new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text)) count += 1;
  return count;
}

export function judgeName(text) {
  if (/[\p{Cs}]/u.test(text)) return { code: "name_not_utf8" };
  const name = trimmed(text);
  if (name === "") return { code: "name_missing" };
  if (utf8Length(name) > limits.name_bytes_max) return { code: "name_too_long" };
  const value = name.normalize("NFC");
  for (const c of value) {
    const no = forbidden(c);
    if (no) return { code: no };
  }
  if (![...value].some((c) => visible.test(c) && !blank.test(c))) {
    return { code: "name_nothing_visible" };
  }
  const no = badlyPlaced(value);
  if (no) return { code: no };
  return graphemeCount(value) > limits.name_graphemes_max
    ? { code: "name_too_long" }
    : { value };
}

export function checkName(text) {
  const { value, code } = judgeName(text);
  return code ? broken(code) : { ok: true, value };
}

const hostLetter = "0-9A-Za-z\\-\\u0080-\\u{10FFFF}";
const hostLabel = new RegExp(`^(?!-)[${hostLetter}]+(?<!-)$`, "u");
const foreignHostLetters = /^[\0-\x7F\p{L}\p{N}\p{M}]*$/u;
const localAtom = /^[0-9A-Za-z!#$%&'*+\-/=?^_`{|}~\u0080-\u{10FFFF}]+$/u;
const foreignLocalLetters = /^[\0-\x7F\p{L}\p{N}\p{M}\p{P}\p{S}]*$/u;
const labelBytesMax = 63;

// One code point to one: String.toLowerCase alone makes two of U+0130.
const lowerCase = (text) =>
  [...text].map((c) => (c === "\u0130" ? "i" : [...c.toLowerCase()].length === 1 ? c.toLowerCase() : c)).join("");

function isLocalPart(local) {
  return foreignLocalLetters.test(local) && local.split(".").every((atom) => localAtom.test(atom));
}

function isHostName(domain) {
  const labels = domain.split(".");
  if (labels.length < 2 || /^[0-9]*$/.test(labels[labels.length - 1])) return false;
  return (
    foreignHostLetters.test(domain) &&
    labels.every((label) => hostLabel.test(label) && utf8Length(label) <= labelBytesMax)
  );
}

export function checkEmail(text) {
  if (/[\p{Cs}]/u.test(text)) return broken("email_invalid");
  const email = trimmed(text);
  if (email === "") return broken("email_missing");
  if (utf8Length(email) > limits.email_bytes_max) return broken("email_too_long");
  const normal = email.normalize("NFC");
  const at = normal.lastIndexOf("@");
  if (at < 0) return broken("email_invalid");
  const local = normal.slice(0, at);
  const domain = lowerCase(normal.slice(at + 1)).normalize("NFC");
  if (
    utf8Length(local) > limits.email_local_bytes_max ||
    utf8Length(domain) > limits.email_domain_bytes_max
  ) {
    return broken("email_too_long");
  }
  if (!isLocalPart(local) || !isHostName(domain)) return broken("email_invalid");
  const value = `${local}@${domain}`;
  return utf8Length(value) > limits.email_bytes_max
    ? broken("email_too_long")
    : { ok: true, value };
}

const bands = ["under16", "16-17", "18+"];
const isYounger = (age, than) => bands.indexOf(age) < bands.indexOf(than);

export function checkSubscriberAge(age, country, rules = ages) {
  const byCountry = rules.subscriber_age_min_by_country;
  const least = Object.hasOwn(byCountry, country) ? byCountry[country] : rules.subscriber_age_min;
  return isYounger(age, least) ? broken("age_too_young") : { ok: true, value: age };
}

export function checkDrawEntry(age, country, rules = ages) {
  if (isYounger(age, rules.draw_age_min)) return broken("draw_age_too_young");
  return rules.draw_countries_excluded.includes(country)
    ? broken("draw_country_excluded")
    : { ok: true, value: age };
}
