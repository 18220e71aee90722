// The karaoke's arithmetic: which line to read, how much of a word has been sung.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromSource } from "./from_source.js";

const { lineAt, sung } = await fromSource("studio/lyrics.ts");

const lines = [2, 6, 10].map((start) => ({ start, end: start + 3 }));

test("a line is there shortly before it is sung, and stays until the next is near", () => {
  assert.equal(lineAt(lines, -2), -1);
  assert.equal(lineAt(lines, 1.5), 0);
  assert.equal(lineAt(lines, 5.3), 0);
  assert.equal(lineAt(lines, 5.5), 1);
  assert.equal(lineAt(lines, 99), 2);
});

test("a word fills from its start to its end", () => {
  const word = { start: 2, end: 4, text: "voice" };
  assert.deepEqual([1, 2, 2.5, 4, 9].map((seconds) => sung(word, seconds)), [0, 0, 0.25, 1, 1]);
});

test("a word without length is sung at once", () => {
  assert.equal(sung({ start: 1, end: 1, text: "oh" }, 1.1), 1);
});
