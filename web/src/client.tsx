// Brings a pre-rendered page to life.

import { hydrate } from "preact";

import { watchErrors } from "./error_reports";
import { Landing } from "./landing";
import { readPageData } from "./page_data";
import "./styles/site.css";
import "./styles/cover.css";

watchErrors();
hydrate(<Landing page={readPageData()} />, document.getElementById("site")!);
