// The first page: what this is, in one sentence, and the way in.

import { addressOf, type PageData } from "../page_data";
import type { OtherLanguage, PageKind } from "../page_kind";
import { CoverArt } from "../parts/cover_art";
import { Film } from "../parts/film";
import { Rings } from "../parts/rings";
import { wordsOf, type Words } from "../words";

interface Part {
  page: PageData;
  t: Words;
}

function Hero({ page, t }: Part) {
  return (
    <section class="hero">
      <div class="poster">
        <Rings class="rings" />
        <img class="figure" src={page.assets.figure} alt="" width="900" height="900" fetchpriority="high" />
      </div>
      <p class="kicker">{t("landing.kicker")}</p>
      <h1 lang={page.campaign.language}>
        {page.campaign.song.split(" ").map((word) => (
          <span key={word}>{word} </span>
        ))}
      </h1>
      <p class="lead on-open">{t("landing.lead")}</p>
      <p class="row on-open">
        <a class="button" href={addressOf(page, "studio")}>
          {t("landing.start")}
        </a>
        <span class="quiet">{t("landing.note")}</span>
      </p>
      <p class="lead on-before">{t("landing.before.lead")}</p>
      <p class="lead on-closed">{t("landing.closed.lead")}</p>
      <p class="row on-closed">
        <a class="button" href={addressOf(page, "closed")}>
          {t("landing.closed.button")}
        </a>
      </p>
      <p class="counter waiting" id="counter">
        &nbsp;
      </p>
    </section>
  );
}

function FilmSection({ page, t, languages }: Part & { languages: OtherLanguage[] }) {
  return (
    <section class="film-section" aria-labelledby="film-title">
      <div>
        <h2 id="film-title">{t("landing.film.title")}</h2>
        <p class="lead">{t("landing.film.lead")}</p>
      </div>
      <Film page={page} label={t("landing.film.label")} languages={languages} />
    </section>
  );
}

function Steps({ t }: Part) {
  return (
    <section class="steps" aria-labelledby="steps-title">
      <h2 id="steps-title">{t("landing.steps.title")}</h2>
      <ol>
        {["sing", "choose", "share"].map((step) => (
          <li key={step}>
            <h3>{t(`landing.steps.${step}.title`)}</h3>
            <p>{t(`landing.steps.${step}.text`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

// Nobody's names; short, so that they stand in the largest letters.
const examples = [
  { team: "pl", name: "Jagoda" },
  { team: "fr", name: "Zoë" },
  { team: "is", name: "Jón" },
  { team: "tr", name: "Elif" },
  { team: "ie", name: "Niamh" },
];

function Covers({ page, t }: Part) {
  const shown = examples.filter(({ team }) => page.assets[`flag.${team}`]);
  return (
    <section class="covers" aria-labelledby="covers-title">
      <h2 id="covers-title">{t("landing.covers.title")}</h2>
      <p class="lead">{t("landing.covers.lead")}</p>
      <div class="sleeves" aria-hidden="true">
        {shown.map(({ team, name }) => (
          <div key={team} class="sleeve">
            <div class="cover">
              <CoverArt page={page} team={page.teams.find((one) => one.id === team) ?? null}>
                <p class="cover-name" dir="auto">
                  {name}
                </p>
              </CoverArt>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

function Others({ page, t }: Part) {
  return (
    <div class="others">
      <section class="on-open" aria-labelledby="quiet-title">
        <h2 id="quiet-title">{t("landing.quiet.title")}</h2>
        <p class="lead">{t("landing.quiet.text")}</p>
        <a class="plain" href={addressOf(page, "studio#cover")}>
          {t("landing.quiet.button")}
        </a>
      </section>
      <section aria-labelledby="prize-title">
        <h2 id="prize-title">{t("landing.prize.title")}</h2>
        <p class="lead">{t("landing.prize.text")}</p>
        <a class="plain" href={addressOf(page, "rules")}>
          {t("landing.prize.link")}
        </a>
      </section>
    </div>
  );
}

function Landing({ page, languages }: { page: PageData; languages: OtherLanguage[] }) {
  const part = { page, t: wordsOf(page) };
  const hasFilm = Object.keys(page.assets).some((name) => name.startsWith("film."));
  return (
    <>
      <Hero {...part} />
      {hasFilm && <FilmSection {...part} languages={languages} />}
      <Steps {...part} />
      <Covers {...part} />
      <Others {...part} />
    </>
  );
}

export const landing: PageKind = {
  path: "",
  title: "landing.page.title",
  description: "landing.page.description",
  class: "landing",
  script: "site",
  styles: ["site", "landing"],
  carries: { texts: ["landing.counter"] },
  Main: Landing,
};
