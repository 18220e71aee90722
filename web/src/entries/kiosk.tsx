// Brings the pop-up studio's screen to life.

import { hydrate } from "preact";

import { Kiosk } from "../pages/kiosk";
import { readPageData } from "../page_data";
import { start } from "../start";

start({ isShared: true });
hydrate(<Kiosk page={readPageData()} />, document.getElementById("main")!);
