// No microphone: why, what may help, and that one can take part all the same.

import type { MicCode } from "../../recording";
import { addressOf } from "../../page_data";
import { useWords } from "../../words";
import { useStudio } from "../use_studio";
import { Handover } from "./handover";

const hopeless: MicCode[] = ["insecure", "unsupported"];

export function MicProblemPanel({ code }: { code: MicCode }) {
  const t = useWords();
  const { page, sound, memory, choose, bringFile, go } = useStudio();
  return (
    <>
      <p class="note problem" role="alert">
        {t(`studio.mic.${code}`)} <a href={addressOf(page, "help")}>{t("studio.mic.help")}</a>
      </p>
      {sound.environment?.inApp && <Handover />}
      <div class="actions">
        {!hopeless.includes(code) && (
          <button type="button" class="button big" onClick={() => void sound.turnOn(memory.headphones)}>
            {t("studio.mic.again")}
          </button>
        )}
        <button
          type="button"
          class={hopeless.includes(code) ? "button big" : "plain"}
          onClick={() => {
            bringFile();
            go("sing", { microphone: "none" });
          }}
        >
          {t("studio.mic.file")}
        </button>
        <button
          type="button"
          class="plain"
          onClick={() => {
            choose({ coverOnly: true });
            go("cover", { path: "cover" });
          }}
        >
          {t("studio.welcome.skip")}
        </button>
      </div>
    </>
  );
}
