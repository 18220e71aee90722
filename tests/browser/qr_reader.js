// What a phone's camera would read off a picture.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const reader = readFileSync(createRequire(import.meta.url).resolve("jsqr/dist/jsQR.js"), "utf8");

/** The text of the QR code in a PNG; null where there is none. */
export async function readCode(browser, png) {
  const page = await browser.newPage();
  try {
    await page.evaluate(reader);
    return await page.evaluate(async (base64) => {
      const picture = new Image();
      picture.src = `data:image/png;base64,${base64}`;
      await picture.decode();
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const pen = canvas.getContext("2d");
      pen.drawImage(picture, 0, 0);
      const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
      return globalThis.jsQR(data, width, height)?.data ?? null;
    }, png.toString("base64"));
  } finally {
    await page.close();
  }
}
