// What pages that are all words still do by themselves.

import { keepCounting } from "../counter";
import { start } from "../start";

start();
const counter = document.getElementById("counter");
if (counter) keepCounting(counter);
