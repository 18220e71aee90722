// Everything the campaign keeps of a fan, and every way to take it back.

import { useEffect, useRef, useState } from "preact/hooks";

import { eraseSession, Problem, resumeSession, type Session } from "../api";
import { forgetDevice } from "../forget";
import { Consents } from "../me/consents";
import { Download } from "../me/download";
import { Draw } from "../me/draw";
import { Erase } from "../me/erase";
import { Letter } from "../me/letter";
import { Covers } from "../me/covers";
import { Takes } from "../me/takes";
import { addressOf, type PageData } from "../page_data";
import type { PageKind } from "../page_kind";
import { problemWords } from "../problem_words";
import { Page, wordsOf, type Words } from "../words";

type State =
  | { is: "loading" | "none" | "erased" }
  | { is: "failed"; problem: Problem }
  | { is: "here"; session: Session };

function useSession() {
  const [state, setState] = useState<State>({ is: "loading" });
  const load = () =>
    resumeSession().then(
      (session) => setState(session ? { is: "here", session } : { is: "none" }),
      (problem: Problem) => {
        // 401, 404, 410: the key opens nothing, or nothing any more.
        const isNothing = [401, 404, 410].includes(problem.status);
        if (problem.status === 410) forgetDevice();
        setState(isNothing ? { is: "none" } : { is: "failed", problem });
      },
    );
  useEffect(() => void load(), []);
  return { state, setState, load };
}

export function Me({ page }: { page: PageData }) {
  const t = wordsOf(page);
  const { state, setState, load } = useSession();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (state.is === "erased") heading.current?.focus();
  }, [state.is]);
  return (
    <Page.Provider value={page}>
      <header class="document-head">
        <h1 tabIndex={-1} ref={heading}>
          {t(state.is === "erased" ? "me.erase.done.title" : "me.title")}
        </h1>
        <p class="lead">{t(state.is === "erased" ? "me.erase.done.text" : "me.lead")}</p>
      </header>
      <div class="me-body">
        {state.is === "loading" && <p role="status">{t("me.loading")}</p>}
        {state.is === "none" && <Nothing page={page} t={t} />}
        {state.is === "failed" && (
          <section role="alert">
            <h2>{t("me.failed.title")}</h2>
            <p>{problemWords(t, state.problem)}</p>
            <button type="button" class="plain" onClick={load}>
              {t("me.again.button")}
            </button>
          </section>
        )}
        {state.is === "here" && (
          <>
            <Covers artworks={state.session.artworks} />
            <Takes takes={state.session.takes} onChange={load} />
            <Letter session={state.session} onChange={load} />
            <Consents session={state.session} onChange={load} />
            <Draw session={state.session} onChange={load} />
            <Download />
            <Erase
              onForget={() => forgetDevice().then(() => setState({ is: "none" }))}
              erase={() =>
                eraseSession()
                  .then(forgetDevice)
                  .then(() => setState({ is: "erased" }))
              }
            />
          </>
        )}
      </div>
    </Page.Provider>
  );
}

function Nothing({ page, t }: { page: PageData; t: Words }) {
  return (
    <section>
      <h2>{t("me.none.title")}</h2>
      <p>{t("me.none.text")}</p>
      <a class="button" href={addressOf(page, "studio")}>
        {t("me.none.button")}
      </a>
    </section>
  );
}

export const me: PageKind = {
  path: "me",
  title: "me.page.title",
  description: "me.page.description",
  class: "document me",
  script: "me",
  styles: ["site", "document", "me"],
  carries: { texts: ["me", "problems"], teams: true },
  unlisted: true,
  Main: Me,
};
