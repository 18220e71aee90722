// The two ways out: of this browser, and of everything.

import { useRef } from "preact/hooks";

import { useWords } from "../words";
import { Said, useAct } from "./act";

interface Props {
  onForget: () => void;
  erase: () => Promise<void>;
}

export function Erase({ onForget, erase }: Props) {
  const t = useWords();
  const act = useAct();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  return (
    <>
      <section aria-labelledby="forget-title">
        <h2 id="forget-title">{t("me.forget.title")}</h2>
        <p>{t("me.forget.text")}</p>
        <button type="button" class="plain" onClick={onForget}>
          {t("me.forget.button")}
        </button>
      </section>
      <section class="erase" aria-labelledby="erase-title">
        <h2 id="erase-title">{t("me.erase.title")}</h2>
        <p>{t("me.erase.text")}</p>
        <button type="button" class="plain danger" onClick={() => dialog.current?.showModal()}>
          {t("me.erase.button")}
        </button>
        <dialog ref={dialog} class="question" aria-labelledby="erase-question">
          <h2 id="erase-question">{t("me.erase.ask")}</h2>
          <p>{t("me.erase.text")}</p>
          <p class="row">
            <button type="button" class="button" onClick={close}>
              {t("me.erase.no.button")}
            </button>
            <button
              type="button"
              class="plain danger"
              aria-disabled={act.busy}
              onClick={() => act.run(erase).then(close)}
            >
              {t("me.erase.yes.button")}
            </button>
          </p>
        </dialog>
        <Said act={act} />
      </section>
    </>
  );
}
