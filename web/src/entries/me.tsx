// Brings the fan's own page to life.

import { hydrate } from "preact";

import { Me } from "../pages/me";
import { readPageData } from "../page_data";
import { start } from "../start";

start();
hydrate(<Me page={readPageData()} />, document.getElementById("main")!);
