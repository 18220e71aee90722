// The covers this fan has made, newest first.

import type { Artwork } from "../api";
import { usePage, useWords } from "../words";

export function Covers({ artworks }: { artworks: Artwork[] }) {
  const { teams } = usePage();
  const t = useWords();
  const nameOf = (id: string) => teams.find((team) => team.id === id)?.name ?? id;
  return (
    <section aria-labelledby="covers-title">
      <h2 id="covers-title">{t("me.covers.title")}</h2>
      {artworks.length === 0 && <p>{t("me.covers.none")}</p>}
      <ul class="shelf">
        {artworks
          .slice()
          .reverse()
          .map(({ share_id, share_url, images, name, team }) => (
            <li key={share_id}>
              <img
                src={images.cover}
                width="1500"
                height="1500"
                loading="lazy"
                alt={t("me.covers.alt", { name, team: nameOf(team) })}
              />
              <p>
                <bdi>{name}</bdi> ·{"\u00a0"}{nameOf(team)}
              </p>
              <a href={new URL(share_url).pathname}>{t("me.covers.open")}</a>
            </li>
          ))}
      </ul>
    </section>
  );
}
