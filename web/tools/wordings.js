// The words beside each consent, in every language, named by their digest: what a fan agreed to can be
// shown again. consents.json tells the server; a page names the ones it shows.

import { createHash } from "node:crypto";

/** Purpose → keys of the texts under which it is asked for. */
const askedWith = {
  terms: ["studio.letter.terms", "me.consents.terms"],
  newsletter: ["studio.letter.newsletter", "me.consents.newsletter"],
  recording: ["studio.consent.recording", "me.consents.recording"],
};

/** What is read on the page: the text without its tags. */
function wordsOf(text, key, language) {
  if (typeof text !== "string")
    throw new Error(`${key} in ${language} has something to fill in: nobody could say later what was shown`);
  return text.replace(/<\/?\w+>/g, "").normalize("NFC");
}

/** `texts`: language → key → compiled text. Returns {key, purpose, version, language, text, sha256} each. */
export function wordingsOf(texts, version) {
  return Object.entries(texts).flatMap(([language, table]) =>
    Object.entries(askedWith).flatMap(([purpose, keys]) =>
      keys.map((key) => {
        const text = wordsOf(table[key], key, language);
        const sha256 = createHash("sha256").update(text).digest("hex");
        return { key, purpose, version, language, text, sha256 };
      }),
    ),
  );
}

/** Purpose → digest, of the words that a page in that language carries among its texts. */
export function digestsOn(page, wordings) {
  const shown = wordings.filter((one) => one.language === page.language && one.key in page.texts);
  return Object.fromEntries(shown.map(({ purpose, sha256 }) => [purpose, sha256]));
}

/** consents.json, as http/consent_wordings.hpp reads it. */
export const wordingsFile = (wordings) =>
  JSON.stringify({ wordings: wordings.map(({ key, ...one }) => one) }, null, 1) + "\n";
