// Until the server's picture is here: the cover sings.

import { useEffect, useState } from "preact/hooks";

import { CoverPreview } from "../../parts/cover_preview";
import { useWords } from "../../words";
import { Screen } from "../parts/screen";
import { useStudio } from "../use_studio";

// The picture is drawn within milliseconds; a stampede may make it wait.
const delaysMs = [1000, 2000, 4000, 8000];
const slowMs = 6000;
/** So that the print can be seen to appear. */
const admireMs = 900;

export function Making() {
  const t = useWords();
  const { page, memory, shown, passOn } = useStudio();
  const [attempt, setAttempt] = useState(0);
  const [isSlow, setSlow] = useState(false);
  const [isPrinted, setPrinted] = useState(false);
  const artwork = memory.artwork;

  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);

  // The picture is asked for away from the page first: one that fails must not be seen.
  useEffect(() => {
    if (!artwork) return;
    const picture = new Image();
    let timer: ReturnType<typeof setTimeout>;
    picture.onload = () => setPrinted(true);
    picture.onerror = () => {
      const delay = delaysMs[Math.min(attempt, delaysMs.length - 1)]!;
      timer = setTimeout(() => setAttempt(attempt + 1), delay * (0.75 + Math.random() / 2));
    };
    picture.src = artwork.images.cover;
    return () => {
      picture.onload = picture.onerror = null;
      clearTimeout(timer);
    };
  }, [artwork, attempt]);

  useEffect(() => {
    if (!isPrinted) return;
    const timer = setTimeout(
      () => {
        shown();
        passOn({ artwork: "shown" });
      },
      matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : admireMs,
    );
    return () => clearTimeout(timer);
  }, [isPrinted]);

  const team = page.teams.find((one) => one.id === artwork?.team) ?? null;
  return (
    <Screen
      name="making"
      title={t("studio.making.title")}
      lead={t(isSlow ? "studio.making.slow" : "studio.making.lead")}
      scene={
        <CoverPreview
          team={team}
          name={artwork?.name ?? ""}
          picture={isPrinted && artwork ? artwork.images.cover : null}
        />
      }
    >
      <p class="unseen" role="status">
        {t(isSlow ? "studio.making.slow" : "studio.making.lead")}
      </p>
    </Screen>
  );
}
