// Where takes wait: IndexedDB, or memory where the browser lends no storage.

import type { Take } from "../recording/take";

/** Keeps the take under review in place of the one before. False: it will not survive a reload. */
export declare function keepDraft(take: Take): Promise<boolean>;

/** The take an earlier page was reviewing. */
export declare function loadDraft(): Promise<Take | null>;

export declare function dropDraft(): Promise<void>;
