// Before anything is asked: what happens here, and that one need not sing.

import { Rings } from "../../parts/rings";
import { useWords } from "../../words";
import { Handover } from "../later";
import { RecordingConsent } from "../parts/consent";
import { Resume } from "../parts/resume";
import { Screen } from "../parts/screen";
import { useStudio } from "../use_studio";
import { hasSong } from "../use_sound";

const promises = ["microphone", "sing", "cover"];

export function Welcome() {
  const t = useWords();
  const studio = useStudio();
  const { page, sound, memory } = studio;
  const sings = hasSong(page);

  const begin = () => {
    studio.choose({ coverOnly: false });
    if (sound.environment?.tier === "C") studio.bringFile();
    else void sound.turnOn(memory.headphones);
    studio.go(sound.environment?.tier === "C" ? "sing" : "check", { path: "voice" });
  };
  const skip = () => {
    studio.choose({ coverOnly: true });
    studio.go("cover", { path: "cover" });
  };

  return (
    <Screen
      name="welcome"
      title={t(sings ? "studio.welcome.title" : "studio.cover.title")}
      lead={t("studio.welcome.lead")}
      scene={
        <div class="singer">
          <Rings class="rings" />
          <img class="figure" src={page.assets.figure} alt="" width="900" height="900" />
        </div>
      }
    >
      <Resume />
      {sings && sound.environment?.inApp && <Handover />}
      {sings && (
        <>
          <ol class="promises" aria-label={t("studio.welcome.steps")}>
            {promises.map((promise) => (
              <li key={promise}>{t(`studio.welcome.step.${promise}`)}</li>
            ))}
          </ol>
          <RecordingConsent />
        </>
      )}
      <div class="actions">
        {sings && (
          <button type="button" class="button big" onClick={begin}>
            {t(sound.environment?.tier === "C" ? "studio.welcome.file" : "studio.welcome.start")}
          </button>
        )}
        <button type="button" class={sings ? "plain" : "button big"} onClick={skip}>
          {t(sings ? "studio.welcome.skip" : "studio.make.button")}
        </button>
      </div>
    </Screen>
  );
}
