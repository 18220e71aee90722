// Team and name, with the cover as it will be.

import { CoverPreview } from "../../parts/cover_preview";
import { NameField } from "../../parts/name_field";
import { TeamPicker } from "../../parts/team_picker";
import { useWords } from "../../words";
import { Screen } from "../parts/screen";
import { useOrder } from "../use_order";
import { useStudio } from "../use_studio";

export function Cover() {
  const t = useWords();
  const { page, memory, choose, ordered, next, startOver } = useStudio();
  const order = useOrder(page, t, startOver);
  const team = page.teams.find((one) => one.id === memory.team) ?? null;

  const send = async () => {
    const artwork = await order.send(team, memory.name);
    if (!artwork) return;
    ordered(artwork);
    next({ artwork: "ordered" });
  };

  return (
    <Screen
      name={order.busy ? "cover making" : "cover"}
      title={t("studio.cover.title")}
      lead={t("studio.cover.lead")}
      scene={<CoverPreview team={team} name={memory.name} />}
    >
      <form
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void send();
        }}
      >
        <NameField
          name={memory.name}
          problem={order.faults.name ?? null}
          onName={(name) => {
            choose({ name });
            order.forgive("name");
          }}
        />
        <TeamPicker
          chosen={team?.id ?? null}
          problem={order.faults.team ?? null}
          onChoose={({ id }) => {
            choose({ team: id });
            order.forgive("team");
          }}
        />
        <div class="actions">
          <button type="submit" class="button big" aria-disabled={order.busy}>
            {t(order.busy ? "studio.make.busy" : "studio.make.button")}
          </button>
          <p class="progress" role="status">
            {order.waiting ?? ""}
          </p>
          <p class="problem" role="alert">
            {order.faults.form ?? ""}
          </p>
        </div>
      </form>
    </Screen>
  );
}
