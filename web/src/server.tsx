// Renders pages to HTML at build time.

import { renderToString } from "preact-render-to-string";

import { Landing } from "./landing";
import { Missing } from "./missing";
import type { PageData } from "./page_data";

export { wordsOf } from "./words";

export const renderLanding = (page: PageData) => renderToString(<Landing page={page} />);
export const renderMissing = (page: PageData) => renderToString(<Missing page={page} />);
