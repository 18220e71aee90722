// What pages that are all words still do by themselves.

import { followState } from "../campaign_state";
import { keepCounting } from "../counter";
import { start } from "../start";

start();
followState();
const counter = document.getElementById("counter");
if (counter) keepCounting(counter);
