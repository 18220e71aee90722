// The studio's engine, bare, for tests to hold: no page of the site.

import * as recording from "../../../web/src/recording/index";
import { capturePcm } from "../../../web/src/recording/pcm_capture";
import { wavFile } from "../../../web/src/recording/wav";
import { wayOut } from "../../../web/src/recording/way_out";
import * as upload from "../../../web/src/upload/index";

/** Bytes in a form that leaves the page. */
async function base64(blob: Blob): Promise<string> {
  let text = "";
  for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
}

Object.assign(globalThis, { engine: { ...recording, ...upload, capturePcm, base64, wavFile, wayOut } });
document.title = "ready";
