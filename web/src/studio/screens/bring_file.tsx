// Tier C: the fan sings into whatever records, and brings the file.

import { useState } from "preact/hooks";

import { limits, TakeProblem } from "../../recording";
import { acceptedFiles, takeFromFile } from "../../recording/file_take";
import { useWords } from "../../words";
import { Screen } from "../parts/screen";
import { Stage } from "../parts/stage";
import { useRun } from "../use_run";
import { useStudio } from "../use_studio";
import { SongState } from "./sing";

const nobody = { current: null };

export function BringFile() {
  const t = useWords();
  const { sound, takes, go } = useStudio();
  const [reading, setReading] = useState(false);
  const run = useRun(sound, () => undefined);

  const read = async (file: File | undefined) => {
    if (!file || reading) return;
    run.abandon();
    setReading(true);
    takes.refuse(null);
    try {
      takes.keep(await takeFromFile(file));
      go("review", { take: "kept" });
    } catch (failure) {
      takes.refuse(failure instanceof TakeProblem ? failure.code : "unreadable");
    } finally {
      setReading(false);
    }
  };

  const refusal = takes.problem && t(`studio.take.${takes.problem}`);
  const playing = run.performance !== null;
  return (
    <Screen
      name={playing ? "file singing" : "file"}
      title={t("studio.file.title")}
      lead={t("studio.file.lead")}
      scene={<Stage performance={run.performance} level={nobody} />}
    >
      <p class={refusal ? "note problem" : "unseen"} role="alert">
        {refusal ?? ""}
      </p>
      <div class="actions">
        <FileButton kind="sound" big busy={reading} onFile={read} />
        <FileButton kind="video" busy={reading} onFile={read} />
        <button
          type="button"
          class="plain"
          aria-disabled={run.starting}
          onClick={() => (playing ? run.finish() : void run.begin(null, 1))}
        >
          {t(playing ? "studio.file.pause" : "studio.file.listen")}
        </button>
      </div>
      <p class="quiet" role="status">
        {reading
          ? t("studio.file.reading")
          : t("studio.file.limits", {
              least: limits.shortestSeconds,
              seconds: limits.longestFileSeconds,
              megabytes: limits.mostBytes / 2 ** 20,
            })}
      </p>
      <SongState />
    </Screen>
  );
}

interface FileButtonProps {
  kind: "sound" | "video";
  big?: boolean;
  busy: boolean;
  onFile: (file: File | undefined) => void;
}

/** A file input that looks like what there is to press. */
function FileButton({ kind, big, busy, onFile }: FileButtonProps) {
  const t = useWords();
  return (
    <label class={big ? "button big file" : "plain file"} aria-disabled={busy}>
      <input
        type="file"
        accept={acceptedFiles[kind]}
        capture={kind === "video" ? "user" : undefined}
        disabled={busy}
        onChange={(e) => {
          onFile(e.currentTarget.files?.[0]);
          e.currentTarget.value = ""; // the same file may be chosen again
        }}
      />
      {t(`studio.file.${kind}`)}
    </label>
  );
}
