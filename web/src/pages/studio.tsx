// The studio's page: one document, whose steps the script shows one after the other.

import type { PageKind } from "../page_kind";
import { Studio } from "../studio/studio";

export const studio: PageKind = {
  path: "studio",
  title: "studio.page.title",
  description: "studio.page.description",
  class: "in-studio",
  script: "studio",
  styles: ["site", "studio"],
  carries: {
    texts: ["studio", "result", "problems"],
    assets: ["figure", "flag.", "song."],
    teams: true,
  },
  carriesApart: ["studio.make.waiting", "studio.make.offline"],
  Main: Studio,
};
