// Renders pages to HTML at build time.

import { renderToString } from "preact-render-to-string";

import { DeadEnd } from "./dead_end";
import { Landing } from "./landing";
import type { PageData } from "./page_data";

export { wordsOf } from "./words";

export const renderLanding = (page: PageData) => renderToString(<Landing page={page} />);
export const renderDeadEnd = (page: PageData, kind: "missing" | "gone") =>
  renderToString(<DeadEnd page={page} kind={kind} />);
