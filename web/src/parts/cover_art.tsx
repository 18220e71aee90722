// What is the same on every cover, as the server prints it (art/cover): all but the name's own fitting.

import type { ComponentChildren } from "preact";

import type { PageData, Team } from "../page_data";
import { wordsOf } from "../words";
import { Rings } from "./rings";

interface Props {
  page: PageData;
  /** Null while none is chosen. */
  team: Team | null;
  children: ComponentChildren;
}

/** `children` is the name's line. */
export function CoverArt({ page, team, children }: Props) {
  const { campaign, assets } = page;
  const t = wordsOf(page);
  return (
    <>
      {team && (
        <img class="cover-flag" src={assets[`flag.${team.id}`]} alt="" width="512" height="512" loading="lazy" />
      )}
      <Rings class="rings" />
      <img class="cover-figure" src={assets.figure} alt="" width="900" height="900" loading="lazy" />
      <div class="cover-shade" />
      <p class="cover-label">
        <strong>{campaign.artist}</strong>
        {campaign.song}
      </p>
      <p class="cover-feat">{t("studio.cover.feat")}</p>
      {children}
      <p class="cover-foot">
        <span>{t("studio.cover.number")}</span>
        <span class={team ? "" : "empty"}>{team ? (team.printed ?? team.name) : t("studio.cover.team")}</span>
      </p>
    </>
  );
}
