// Renders pages to HTML at build time.

import { renderToString } from "preact-render-to-string";

import { Body } from "./frame";
import type { PageData } from "./page_data";
import type { OtherLanguage, PageKind } from "./page_kind";

export { wordsOf } from "./words";
export { letterPages, pages, statusPages } from "./pages";

export const render = (page: PageData, kind: PageKind, languages: OtherLanguage[]) =>
  renderToString(<Body page={page} kind={kind} languages={languages} />);
