// The cover is made to be shown: the system's share sheet, links to the networks, a code for another
// phone, three files.

import { useEffect, useState } from "preact/hooks";

import type { Artwork } from "../../api";
import { addressOf } from "../../page_data";
import { CoverPreview } from "../../parts/cover_preview";
import { useWords } from "../../words";
import { Qr } from "../later";
import { CopyLink } from "../parts/copy_link";
import { Screen } from "../parts/screen";
import { useStudio } from "../use_studio";

/** Where fans show things, and how those places want to be told. */
const places: Record<string, string> = {
  WhatsApp: "https://wa.me/?text={text}%20{url}",
  X: "https://x.com/intent/post?url={url}&text={text}",
  Facebook: "https://www.facebook.com/sharer/sharer.php?u={url}",
  Telegram: "https://t.me/share/url?url={url}&text={text}",
};

const pictures = [
  { kind: "cover", width: 1500, height: 1500 },
  { kind: "facebook", width: 1200, height: 630 },
  { kind: "twitter", width: 1200, height: 600 },
] as const;

export function Result() {
  const t = useWords();
  const { page, memory, subscription, drawn, progress, go } = useStudio();
  const artwork = memory.artwork;
  if (!artwork) return null;
  const team = page.teams.find((one) => one.id === artwork.team) ?? null;
  return (
    <Screen
      name="result"
      title={t("result.done.title")}
      lead={t(progress.take === "given" ? "result.done.lead_sung" : "result.done.lead")}
      scene={
        <CoverPreview
          team={team}
          name={artwork.name}
          picture={artwork.images.cover}
        />
      }
    >
      <Sharing artwork={artwork} />
      <Downloads artwork={artwork} />
      <section class="invite" aria-labelledby="invite-title">
        <h2 id="invite-title">{t("result.invite.title")}</h2>
        <p>{t("result.invite.lead")}</p>
        <p class="row">
          <CopyLink
            url={new URL(addressOf(page, ""), location.href).href}
            label="result.invite.copy"
            done="result.share.copied"
          />
        </p>
      </section>
      {subscription && (
        <p class="note">
          {t(subscription === "pending" ? "result.letter.pending" : "result.letter.sent")} {drawn && t("result.letter.drawn")}
        </p>
      )}
      <div class="row farewell">
        <button type="button" class="link" onClick={() => go("cover")}>
          {t("result.done.again")}
        </button>
        {!subscription && (
          <button type="button" class="link" onClick={() => go("letter")}>
            {t("result.letter.offer")}
          </button>
        )}
        {progress.take !== "given" && (
          <button type="button" class="link" onClick={() => go("welcome")}>
            {t("result.done.sing")}
          </button>
        )}
        <a class="link" href={addressOf(page, "me")}>
          {t("result.done.me")}
        </a>
      </div>
    </Screen>
  );
}

function Sharing({ artwork }: { artwork: Artwork }) {
  const t = useWords();
  const { page } = useStudio();
  const [hasSheet, setHasSheet] = useState(false);
  const [showsCode, setShowsCode] = useState(false);
  useEffect(() => setHasSheet(typeof navigator.share === "function"), []);
  const text = t("result.share.text");
  const url = artwork.share_url;
  const openSheet = () =>
    navigator.share({ title: page.campaign.song, text, url }).catch(() => undefined); // changed their mind
  const said: Record<string, string> = { url, text, song: page.campaign.song };
  const addressed = (link: string) => link.replace(/{(\w+)}/g, (_, name) => encodeURIComponent(said[name]!));
  return (
    <section class="share" aria-labelledby="share-title">
      <h2 id="share-title">{t("result.share.title")}</h2>
      <div class="row">
        {hasSheet && (
          <button type="button" class="button" onClick={openSheet}>
            {t("result.share.native")}
          </button>
        )}
        <CopyLink
          url={url}
          label="result.share.copy"
          done="result.share.copied"
          class={hasSheet ? "plain" : "button"}
        />
        <a class="plain" href={new URL(url).pathname}>
          {t("result.share.page")}
        </a>
      </div>
      <ul class="places">
        {Object.entries(places).map(([place, link]) => (
          <li key={place}>
            <a
              href={addressed(link)}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={t("result.share.with", { place })}
            >
              {place}
            </a>
          </li>
        ))}
        <li>
          <a href={addressed(`mailto:?subject={song}&body={text}%0A{url}`)}>{t("result.share.mail")}</a>
        </li>
        <li>
          <button type="button" class="link" aria-expanded={showsCode} onClick={() => setShowsCode(!showsCode)}>
            {t("result.share.qr")}
          </button>
        </li>
      </ul>
      {showsCode && (
        <figure class="code">
          <Qr url={url} label={t("result.share.qr_label")} />
          <figcaption class="quiet">{t("result.share.qr_label")}</figcaption>
        </figure>
      )}
    </section>
  );
}

function Downloads({ artwork }: { artwork: Artwork }) {
  const t = useWords();
  const { campaign } = useStudio().page;
  return (
    <section aria-labelledby="download-title">
      <h2 id="download-title">{t("result.share.download")}</h2>
      <ul class="downloads">
        {pictures.map(({ kind, width, height }) => (
          <li key={kind}>
            <a href={artwork.images[kind]} download={`${campaign.artist} - ${campaign.song} - ${kind}.jpg`}>
              <img src={artwork.images[kind]} width={width} height={height} alt="" loading="lazy" />
              <span>
                <b>{t(`result.share.${kind}`)}</b>
                <small class="quiet" dir="ltr">{`${width} × ${height}`}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
