// The real binary and a browser, for a file of tests: there before the first of them, gone after the
// last. Whoever imports it has both.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before } from "node:test";

import { startServer } from "./server.js";
import { openBrowser, Visitor } from "./visitor.js";

/** Where photographs go; undefined: none are taken. */
export const pictures = process.env.CHANT_PICTURES;
export let server;
export let browser;

before(async () => {
  if (pictures) mkdirSync(pictures, { recursive: true });
  server = await startServer(process.env.CHANT_BINARY);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

/** A fan on that server; `options` as for Visitor.arrive. */
export const arrive = (options) => Visitor.arrive(browser, server.address, { pictures, ...options });
