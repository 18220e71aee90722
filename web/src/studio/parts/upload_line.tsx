// What happens to the fan's voice meanwhile: quiet, always in the same place, never in the way.

import type { UploadState } from "../../upload";
import { useWords, type Words } from "../../words";
import type { Takes } from "../use_takes";

function said(t: Words, upload: UploadState): string {
  switch (upload.phase) {
    case "idle":
      return "";
    case "sending":
      return t("studio.upload.sending");
    case "waiting":
      if (upload.cause === "offline") return t("studio.upload.offline");
      if (upload.cause === "other_tab") return t("studio.upload.other_tab");
      return t("studio.upload.waiting");
    case "done":
      return t("studio.upload.done");
    case "failed":
      return t("studio.upload.failed");
  }
}

const share = (upload: UploadState) =>
  "sentBytes" in upload ? upload.sentBytes / Math.max(1, upload.totalBytes) : Number(upload.phase === "done");

export function UploadLine({ takes }: { takes: Takes }) {
  const t = useWords();
  const { upload } = takes;
  // Said when it changes in kind, not at every percent.
  const words = said(t, upload);
  const mayHurry = upload.phase === "failed" || (upload.phase === "waiting" && upload.cause !== "other_tab");
  return (
    <div class={`upload upload-${upload.phase}`} hidden={upload.phase === "idle"}>
      <progress value={share(upload)} max={1} aria-label={t("studio.upload.label")} />
      <p role="status">{words}</p>
      {mayHurry && (
        <button type="button" class="link" onClick={takes.retry}>
          {t("studio.upload.again")}
        </button>
      )}
    </div>
  );
}
