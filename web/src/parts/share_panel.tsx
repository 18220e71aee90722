// The cover is made to be shown: the system's share sheet, links to the networks, three files.

import { useEffect, useRef, useState } from "preact/hooks";

import type { Artwork } from "../api";
import { useWords, usePage } from "../words";

const places = [
  { name: "X", link: (url: string, text: string) => `https://x.com/intent/post?url=${url}&text=${text}` },
  { name: "Facebook", link: (url: string) => `https://www.facebook.com/sharer/sharer.php?u=${url}` },
  { name: "WhatsApp", link: (url: string, text: string) => `https://wa.me/?text=${text}%20${url}` },
];

const pictures = ["cover", "facebook", "twitter"] as const;

/** Copying, and what to do where the browser does not allow it. */
function CopyLink({ url }: { url: string }) {
  const t = useWords();
  const [state, setState] = useState<"ready" | "copied" | "refused">("ready");
  const copy = () =>
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(url))
      .then(
        () => setState("copied"),
        () => setState("refused"),
      );
  return (
    <>
      <button type="button" class="plain" onClick={copy}>
        {t(state === "copied" ? "result.share.copied" : "result.share.copy")}
      </button>
      <span class="unseen" role="status">
        {state === "copied" ? t("result.share.copied") : ""}
      </span>
      {state === "refused" && (
        <label class="field wide">
          <span>{t("result.share.copy_failed")}</span>
          <input readOnly value={url} onFocus={(e) => e.currentTarget.select()} />
        </label>
      )}
    </>
  );
}

export function SharePanel({ artwork, onAgain }: { artwork: Artwork; onAgain: () => void }) {
  const { campaign } = usePage();
  const t = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const [hasSheet, setHasSheet] = useState(false);
  useEffect(() => setHasSheet(typeof navigator.share === "function"), []);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const text = t("result.share.text");
  const file = (kind: string) => `${campaign.artist} - ${campaign.song} - ${kind}.jpg`;
  const openSheet = () =>
    navigator.share({ title: campaign.song, text, url: artwork.share_url }).catch(() => undefined);
  return (
    <section class="share" aria-labelledby="share-title">
      <h2 id="share-title" tabIndex={-1} ref={heading}>
        {t("result.done.title")}
      </h2>
      <p class="lead">{t("result.done.lead")}</p>
      <div class="row">
        {hasSheet && (
          <button type="button" class="button" onClick={openSheet}>
            {t("result.share.native")}
          </button>
        )}
        <a class={hasSheet ? "plain" : "button"} href={new URL(artwork.share_url).pathname}>
          {t("result.share.page")}
        </a>
        <CopyLink url={artwork.share_url} />
      </div>
      <ul class="places">
        {places.map((place) => (
          <li key={place.name}>
            <a
              href={place.link(encodeURIComponent(artwork.share_url), encodeURIComponent(text))}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={t("result.share.with", { place: place.name })}
            >
              {place.name}
            </a>
          </li>
        ))}
      </ul>
      <h3>{t("result.share.download")}</h3>
      <ul class="downloads">
        {pictures.map((kind) => (
          <li key={kind}>
            <a href={artwork.images[kind]} download={file(kind)}>
              {t(`result.share.${kind}`)}
            </a>
          </li>
        ))}
      </ul>
      <button type="button" class="link" onClick={onAgain}>
        {t("result.done.again")}
      </button>
    </section>
  );
}
