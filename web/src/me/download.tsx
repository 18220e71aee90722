// A copy of everything, as one file.

import { exportSession } from "../api";
import { usePage, useWords } from "../words";
import { Said, useAct } from "./act";

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000); // some browsers read it late
}

export function Download() {
  const { campaign } = usePage();
  const t = useWords();
  const act = useAct();
  const fetchAll = () =>
    act.run(async () => save(`${campaign.id}.json`, JSON.stringify(await exportSession(), null, 2)));
  return (
    <section aria-labelledby="download-title">
      <h2 id="download-title">{t("me.download.title")}</h2>
      <p>{t("me.download.text")}</p>
      <button type="button" class="plain" aria-disabled={act.busy} onClick={fetchAll}>
        {t("me.download.button")}
      </button>
      <Said act={act} />
    </section>
  );
}
