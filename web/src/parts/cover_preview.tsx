// What the cover will look like, at once and without the server; then the cover itself.

import type { Team } from "../page_data";
import { usePage, useWords } from "../words";
import { Rings } from "./rings";

/** The longer the name, the smaller the letters: classes, because the page allows no inline style. */
function sizeOf(name: string): string {
  const widest = Math.max(...name.split(/\s+/).map((word) => [...word].length));
  const all = [...name].length;
  if (all <= 7) return "xl";
  if (widest <= 9 && all <= 18) return "l";
  if (widest <= 14 && all <= 30) return "m";
  return "s";
}

interface Props {
  team: Team | null;
  name: string;
  /** The server's picture, once there is one. */
  picture: string | null;
  onPicture: () => void;
}

export function CoverPreview({ team, name, picture, onPicture }: Props) {
  const { campaign, assets } = usePage();
  const t = useWords();
  const shown = name.trim() || t("cover.name");
  const values = { name: shown, team: team?.name ?? t("cover.team") };
  return (
    <figure class="sleeve">
      <div class="cover" role="img" aria-label={t("cover.alt", values)}>
        <Rings class="rings" />
        <div class="label">
          {team && <img class="label-flag" src={assets[`flag.${team.id}`]} alt="" width="400" height="400" />}
          <span class="hole" />
        </div>
        <p class="cover-artist">{campaign.artist}</p>
        <p class="cover-song">{campaign.song}</p>
        <p class={`cover-name size-${sizeOf(shown)}${name.trim() ? "" : " empty"}`} dir="auto">
          {shown}
        </p>
        <p class={`cover-team${team ? "" : " empty"}`}>{values.team}</p>
      </div>
      {picture && (
        <img
          class="print"
          src={picture}
          width="1500"
          height="1500"
          alt={t("cover.alt_done", values)}
          onLoad={onPicture}
        />
      )}
    </figure>
  );
}
