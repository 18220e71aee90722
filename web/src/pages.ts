// Every page there is in every language.

import type { PageKind } from "./page_kind";
import { gone, missing } from "./pages/dead_end";
import { landing } from "./pages/landing";
import { studio } from "./pages/studio";

export const pages: PageKind[] = [landing, studio];

/** Pages that the server shows in place of another, by its status. */
export const statusPages: Record<number, PageKind> = { 404: missing, 410: gone };
