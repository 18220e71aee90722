// Every page there is in every language.

import type { PageKind } from "./page_kind";
import { closed } from "./pages/closed";
import { busy, gone, missing } from "./pages/dead_end";
import { documents } from "./pages/documents";
import { kiosk } from "./pages/kiosk";
import { landing } from "./pages/landing";
export { letterPages } from "./pages/letter";
import { me } from "./pages/me";
import { studio } from "./pages/studio";

export const pages: PageKind[] = [landing, studio, me, kiosk, closed, ...documents];

/** Pages that the server shows in place of another, by its status. */
export const statusPages: Record<number, PageKind> = { 404: missing, 410: gone, 503: busy };
