// The artist's film, from our own server: nothing of it is fetched before it is played.

import type { PageData } from "../page_data";

interface Props {
  page: PageData;
  label: string;
  /** Language → its own name, for the captions menu. */
  languages: { language: string; name: string }[];
}

export function Film({ page, label, languages }: Props) {
  const { assets } = page;
  return (
    <video
      class="film"
      controls
      playsInline
      preload="none"
      poster={assets.poster}
      width="1280"
      height="720"
      aria-label={label}
    >
      {Object.entries(assets)
        .filter(([name]) => name.startsWith("film."))
        .map(([name, address]) => (
          <source key={name} src={address} type={`video/${name.slice("film.".length)}`} />
        ))}
      {languages
        .filter(({ language }) => assets[`captions.${language}`])
        .map(({ language, name }) => (
          <track
            key={language}
            kind="captions"
            src={assets[`captions.${language}`]}
            srcLang={language}
            label={name}
            default={language === page.language}
          />
        ))}
    </video>
  );
}
