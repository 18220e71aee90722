// Brings the studio to life.

import { hydrate } from "preact";

import { readPageData } from "../page_data";
import { start } from "../start";
import { Studio } from "../studio/studio";

start();
hydrate(<Studio page={readPageData()} />, document.getElementById("main")!);
