// The cover is done: a code takes it to the fan's own phone.

import { useEffect, useRef } from "preact/hooks";

import { Qr } from "../studio/parts/qr";
import { useWords } from "../words";

export function Take({ url, onDone }: { url: string; onDone: () => void }) {
  const t = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="kiosk-take">
      <h1 tabIndex={-1} ref={heading}>
        {t("kiosk.take.title")}
      </h1>
      <p class="lead">{t("kiosk.take.text")}</p>
      <Qr url={url} label={t("kiosk.take.code")} />
      <button type="button" class="button big" onClick={onDone}>
        {t("kiosk.next.button")}
      </button>
      <p class="quiet">{t("kiosk.forgets")}</p>
    </section>
  );
}
