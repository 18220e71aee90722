// Copying an address, and what to do where the browser does not allow it.

import { useState } from "preact/hooks";

import { useWords } from "../../words";

interface Props {
  url: string;
  /** Keys of texts: before and after. */
  label: string;
  done: string;
  class?: string;
}

export function CopyLink({ url, label, done, class: look = "plain" }: Props) {
  const t = useWords();
  const [state, setState] = useState<"ready" | "copied" | "refused">("ready");
  const copy = () =>
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(url))
      .then(
        () => setState("copied"),
        () => setState("refused"),
      );
  return (
    <>
      <button type="button" class={look} onClick={copy}>
        {t(state === "copied" ? done : label)}
      </button>
      <span class="unseen" role="status">
        {state === "copied" ? t(done) : ""}
      </span>
      {state === "refused" && (
        <label class="field wide">
          <span>{t("result.share.copy_failed")}</span>
          <input readOnly value={url} onFocus={(e) => e.currentTarget.select()} />
        </label>
      )}
    </>
  );
}
