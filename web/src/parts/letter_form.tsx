// The one letter, for those who want it: an address, an age, and consents that start unticked.

import { useState } from "preact/hooks";

import { checkEmail } from "../../generated/rules.mjs";
import { type AgeBand, Problem, subscribe } from "../api";
import { problemWords } from "../problem_words";
import { useWords, usePage } from "../words";

const ages: AgeBand[] = ["under16", "16-17", "18+"];
const purposes = ["terms", "newsletter", "recording"] as const;
type Consents = Record<(typeof purposes)[number], boolean>;

interface Faults {
  email?: string;
  age?: string;
  consents?: string;
  form?: string;
}

interface Props {
  name: string;
  sent: boolean;
  onSent: () => void;
}

export function LetterForm({ name, sent, onSent }: Props) {
  const { language } = usePage();
  const t = useWords();
  const [email, setEmail] = useState("");
  const [age, setAge] = useState<AgeBand | "">("");
  const [consents, setConsents] = useState<Consents>({ terms: false, newsletter: false, recording: false });
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);

  const check = (): Faults => {
    const found: Faults = {};
    const address = checkEmail(email);
    if (!address.ok) found.email = t(`problems.${address.code}`);
    if (age === "") found.age = t("result.letter.age_missing");
    if (!consents.terms) found.consents = t("problems.terms_required");
    return found;
  };

  const send = async (event: Event) => {
    event.preventDefault();
    const found = check();
    setFaults(found);
    const first = ["email", "age", "consents"].find((field) => field in found);
    if (first || age === "") return document.getElementById(first === "consents" ? "consent-terms" : `letter-${first}`)?.focus();
    setBusy(true);
    try {
      await subscribe({ email: email.trim(), name: name || undefined, language, age_band: age, consents });
      onSent();
    } catch (failure) {
      const problem = failure as Problem;
      const field = { email: "email", age_band: "age", consents: "consents" }[problem.field] ?? "form";
      setFaults({ [field]: problemWords(t, problem) });
    } finally {
      setBusy(false);
    }
  };

  if (sent)
    return (
      <section class="letter" role="status">
        <h2>{t("result.letter.sent")}</h2>
        <p class="lead">{t("result.letter.sent_lead")}</p>
      </section>
    );
  return (
    <section class="letter" aria-labelledby="letter-title">
      <h2 id="letter-title">{t("result.letter.title")}</h2>
      <p class="lead">{t("result.letter.lead")}</p>
      <form noValidate onSubmit={send}>
        <div class="pair">
          <div class="field">
            <label for="letter-email">{t("result.letter.email")}</label>
            <input
              id="letter-email"
              type="email"
              autocomplete="email"
              inputMode="email"
              value={email}
              aria-invalid={faults.email ? "true" : undefined}
              aria-describedby="email-problem"
              onInput={(e) => setEmail(e.currentTarget.value)}
            />
            <Fault id="email-problem" words={faults.email} />
          </div>
          <div class="field">
            <label for="letter-age">{t("result.letter.age")}</label>
            <select
              id="letter-age"
              value={age}
              aria-invalid={faults.age ? "true" : undefined}
              aria-describedby="age-problem"
              onChange={(e) => setAge(e.currentTarget.value as AgeBand | "")}
            >
              <option value="">{t("result.letter.age.choose")}</option>
              {ages.map((band) => (
                <option key={band} value={band}>
                  {t(`result.letter.age.${band}`)}
                </option>
              ))}
            </select>
            <Fault id="age-problem" words={faults.age} />
          </div>
        </div>
        <fieldset class="consents" aria-describedby="consents-problem">
          <legend class="unseen">{t("result.letter.consents")}</legend>
          {purposes.map((purpose) => (
            <label key={purpose} class="consent">
              <input
                id={`consent-${purpose}`}
                type="checkbox"
                checked={consents[purpose]}
                onChange={(e) => setConsents({ ...consents, [purpose]: e.currentTarget.checked })}
              />
              <span>{t(`result.letter.${purpose}`)}</span>
            </label>
          ))}
          <Fault id="consents-problem" words={faults.consents} />
        </fieldset>
        <button type="submit" class="button" aria-disabled={busy}>
          {t(busy ? "result.letter.busy" : "result.letter.button")}
        </button>
        <Fault id="letter-problem" words={faults.form} />
      </form>
    </section>
  );
}

function Fault({ id, words }: { id: string; words: string | undefined }) {
  return (
    <p id={id} class="problem" role="alert">
      {words ?? ""}
    </p>
  );
}
