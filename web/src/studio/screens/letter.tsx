// An address, an age, and consents that start unticked; all of it may be left out.

import { useEffect, useState } from "preact/hooks";

import { type AgeBand, type ConsentWishes, enterDraw, type Problem, subscribe } from "../../api";
import { addressOf } from "../../page_data";
import { CoverPreview } from "../../parts/cover_preview";
import { problemWords, waitWords } from "../../problem_words";
import { Rich, useWords } from "../../words";
import { blankLetter, type LetterDraft, recallLetter, rememberLetter } from "../memory";
import { Screen } from "../parts/screen";
import { livingSubscription, useStudio } from "../use_studio";

const ages: AgeBand[] = ["under16", "16-17", "18+"];
const ticks = ["terms", "newsletter", "draw"] as const;
const fields = ["email", "age", "terms"] as const;
type Faults = Partial<Record<(typeof fields)[number] | "form", string>>;

export function Letter() {
  const t = useWords();
  const studio = useStudio();
  const { page, memory, choose, next } = studio;
  const [draft, setDraft] = useState<LetterDraft>(blankLetter);
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState("");

  useEffect(() => setDraft(recallLetter()), []);
  const write = (wish: Partial<LetterDraft>) => {
    const written = { ...draft, ...wish };
    setDraft(written);
    rememberLetter(written);
    setFaults({});
  };

  // What an address may look like the server alone knows; its rules would weigh as much as this screen.
  const check = (): Faults => {
    return {
      ...(draft.email.trim() ? {} : { email: t("problems.email_missing") }),
      ...(draft.age ? {} : { age: t("studio.letter.age_missing") }),
      ...(draft.terms ? {} : { terms: t("problems.terms_required") }),
    };
  };

  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const found = check();
    setFaults(found);
    const first = fields.find((field) => field in found);
    if (first || !draft.age) return document.getElementById(`letter-${first}`)?.focus();
    setBusy(true);
    const onWait = (seconds: number | null) => setWaiting(waitWords(t, seconds));
    try {
      const consents: ConsentWishes = { terms: true };
      if (draft.newsletter) consents.newsletter = true;
      if (memory.consent && memory.given) consents.recording = true;
      const state = await subscribe(
        {
          email: draft.email.trim(),
          name: memory.name.trim() || undefined,
          language: page.language,
          age_band: draft.age,
          consents,
          wordings: page.wordings,
        },
        onWait,
      );
      const wantsDraw = draft.draw && draft.age === "18+";
      if (wantsDraw) await enterDraw(onWait);
      studio.setLetter({ subscription: livingSubscription(state), drawn: wantsDraw });
      rememberLetter(blankLetter);
      next({ letter: "sent" });
    } catch (failure) {
      const problem = failure as Problem;
      const field = { email: "email", age_band: "age", consents: "terms" }[problem.field] ?? "form";
      setFaults({ [field]: problemWords(t, problem) });
    } finally {
      setBusy(false);
      setWaiting("");
    }
  };
  const skip = () => {
    choose({ letterSkipped: true });
    next({ letter: "skipped" });
  };

  const link = (path: string) => (inside: preact.ComponentChildren) => (
    <a href={addressOf(page, path)} target="_blank">
      {inside}
    </a>
  );
  const team = page.teams.find((one) => one.id === memory.team) ?? null;
  const links = { terms: link("terms"), rules: link("rules"), privacy: link("privacy") };
  return (
    <Screen
      name="letter"
      title={t("studio.letter.title")}
      lead={t("studio.letter.lead")}
      scene={<CoverPreview team={team} name={memory.name} />}
    >
      <form noValidate onSubmit={send}>
        <div class="field">
          <label for="letter-email">{t("studio.letter.email")}</label>
          <input
            id="letter-email"
            type="email"
            dir="ltr"
            autocomplete="email"
            inputMode="email"
            value={draft.email}
            aria-invalid={faults.email ? "true" : undefined}
            aria-describedby="email-fault"
            onInput={(e) => write({ email: e.currentTarget.value })}
          />
          <Fault id="email-fault" words={faults.email} />
        </div>
        <fieldset class="ages" aria-describedby="age-fault">
          <legend>{t("studio.letter.age")}</legend>
          <div class="pills">
            {ages.map((band, i) => (
              <label key={band} class="pill">
                <input
                  id={i ? undefined : "letter-age"}
                  type="radio"
                  name="age"
                  value={band}
                  checked={draft.age === band}
                  onChange={() => write({ age: band, ...(band === "18+" ? {} : { draw: false }) })}
                />
                <span>{t(`studio.letter.age.${band}`)}</span>
              </label>
            ))}
          </div>
          <Fault id="age-fault" words={faults.age} />
        </fieldset>
        <fieldset class="consents" aria-describedby="terms-fault">
          <legend class="unseen">{t("studio.letter.consents")}</legend>
          {ticks.map((tick) => {
            const isClosed = tick === "draw" && draft.age !== "18+";
            return (
              <label key={tick} class="consent">
                <input
                  id={`letter-${tick}`}
                  type="checkbox"
                  checked={draft[tick]}
                  disabled={isClosed}
                  onChange={(e) => write({ [tick]: e.currentTarget.checked })}
                />
                <span>
                  <Rich words={t(`studio.letter.${tick}`)} tags={links} />
                  {isClosed && <small class="quiet">{t("studio.letter.draw_age")}</small>}
                </span>
              </label>
            );
          })}
          <Fault id="terms-fault" words={faults.terms} />
        </fieldset>
        <div class="actions">
          <button type="submit" class="button big" aria-disabled={busy}>
            {t(busy ? "studio.letter.busy" : "studio.letter.button")}
          </button>
          <button type="button" class="plain" onClick={skip}>
            {t("studio.letter.skip")}
          </button>
          <p class="progress" role="status">
            {waiting}
          </p>
          <Fault id="form-fault" words={faults.form} />
        </div>
      </form>
    </Screen>
  );
}

function Fault({ id, words }: { id: string; words: string | undefined }) {
  return (
    <p id={id} class="problem" role="alert">
      {words ?? ""}
    </p>
  );
}
