// Brings the studio to life.

import { hydrate } from "preact";

import { Studio } from "../pages/studio";
import { readPageData } from "../page_data";
import { start } from "../start";

start();
hydrate(<Studio page={readPageData()} />, document.getElementById("main")!);
