// The studio's engine, bare, for tests to hold: no page of the site.

import * as recording from "../../../web/src/recording/index";
import { capturePcm, toFloat } from "../../../web/src/recording/pcm_capture";
import * as upload from "../../../web/src/upload/index";

Object.assign(globalThis, { engine: { ...recording, ...upload, capturePcm, toFloat } });
document.title = "ready";
