// A file that only the server can decode may still play by the browser's own means.

import { useEffect, useState } from "preact/hooks";

import type { Take } from "../../recording";
import { useWords } from "../../words";

export function Undecoded({ take }: { take: Take }) {
  const t = useWords();
  const [address, setAddress] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(take.bytes);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [take]);
  return (
    <div class="player">
      {address && <audio controls src={address} />}
      <p class="quiet">{t("studio.review.unplayable")}</p>
    </div>
  );
}
