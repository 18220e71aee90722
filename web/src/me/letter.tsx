// The address that letters go to, and the letter that asks whose it is once more.

import { type Session, type SubscriberState, subscribe } from "../api";
import { usePage, useWords } from "../words";
import { Said, useAct } from "./act";

const words: Record<SubscriberState, string> = {
  pending: "me.letter.pending",
  confirmed: "me.letter.address",
  removed: "me.letter.removed",
};

export function Letter({ session, onChange }: { session: Session; onChange: () => Promise<void> }) {
  const t = useWords();
  const { subscriber } = session;
  return (
    <section aria-labelledby="letter-title">
      <h2 id="letter-title">{t("me.letter.title")}</h2>
      <p>{subscriber ? t(words[subscriber.state], { email: subscriber.email }) : t("me.letter.none")}</p>
      {subscriber?.state === "pending" && <Again session={session} subscriber={subscriber} onChange={onChange} />}
    </section>
  );
}

interface Pending {
  session: Session;
  subscriber: NonNullable<Session["subscriber"]>;
  onChange: () => Promise<void>;
}

/** The same subscription again: the server sends the letter unless it is still on its way. */
function Again({ session, subscriber, onChange }: Pending) {
  const page = usePage();
  const t = useWords();
  const act = useAct();
  const { email, name, language, age_band } = subscriber;
  const send = () =>
    act.run(async () => {
      const consents = { terms: session.consents.includes("terms") };
      await subscribe({ email, name, language, age_band, consents, wordings: page.wordings });
      await onChange();
    }, t("me.letter.again.sent"));
  return (
    <>
      <button type="button" class="plain" aria-disabled={act.busy} onClick={send}>
        {t("me.letter.again.button")}
      </button>
      <Said act={act} />
    </>
  );
}
