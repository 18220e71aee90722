// The recordings this fan has sent, each with a way to take it back.

import { deleteTake, type UploadedTake } from "../api";
import { useWords } from "../words";
import { Said, useAct } from "./act";

const megabyte = 1024 * 1024;

export function Takes({ takes, onChange }: { takes: UploadedTake[]; onChange: () => Promise<void> }) {
  const t = useWords();
  const act = useAct();
  const remove = (id: string) =>
    act.run(async () => {
      await deleteTake(id);
      await onChange();
    }, t("me.takes.deleted"));
  return (
    <section aria-labelledby="takes-title">
      <h2 id="takes-title">{t("me.takes.title")}</h2>
      {takes.length === 0 && <p>{t("me.takes.none")}</p>}
      <ol class="rows">
        {takes.map(({ id, state, bytes }, i) => (
          <li key={id}>
            <span>{t(`me.takes.${state}`)}</span>
            <span class="quiet">
              {bytes > 0 && t("me.takes.size", { megabytes: Math.ceil((10 * bytes) / megabyte) / 10 })}
            </span>
            <button
              type="button"
              class="link"
              aria-label={t("me.takes.delete_label", { number: i + 1 })}
              aria-disabled={act.busy}
              onClick={() => remove(id)}
            >
              {t("me.takes.delete")}
            </button>
          </li>
        ))}
      </ol>
      <Said act={act} />
    </section>
  );
}
