// Brings the studio to life.

import { hydrate } from "preact";

import { fetchPageData } from "../late_data";
import { start } from "../start";
import { Studio } from "../studio/studio";

start();
fetchPageData().then((page) => hydrate(<Studio page={page} />, document.getElementById("main")!));
