// What a fan should know while it lasts: no network, no storage.

import { useWords } from "../../words";
import { useStudio } from "../use_studio";

export function Notices() {
  const t = useWords();
  const { offline, forgetful, takes } = useStudio();
  const words = [
    offline && takes.upload.phase === "idle" && t("studio.notice.offline"),
    forgetful && t("studio.notice.storage"),
  ].filter(Boolean);
  return (
    <div class="notices" role="status">
      {words.map((text) => (
        <p key={String(text)}>{text}</p>
      ))}
    </div>
  );
}
