// The studio's steps: nothing is shown before what it needs, and nobody gets stuck.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromSource } from "./from_source.js";

const { admit, after, chapter, start, stepOf, steps } = await fromSource("studio/steps.ts");

const everyProgress = function* () {
  for (const path of ["voice", "cover"])
    for (const microphone of ["off", "live", "none"])
      for (const take of ["none", "kept", "given"])
        for (const artwork of ["none", "ordered", "shown"])
          for (const letter of ["open", "sent", "skipped"]) yield { path, microphone, take, artwork, letter };
};

test("a step that was admitted is admitted again", () => {
  for (const progress of everyProgress())
    for (const step of steps) {
      const shown = admit(step, progress);
      assert.equal(admit(shown, progress), shown, `${step} with ${JSON.stringify(progress)}`);
    }
});

test("nothing is shown before what it needs", () => {
  for (const progress of everyProgress())
    for (const step of steps) {
      const shown = admit(step, progress);
      if (shown === "sing") assert.notEqual(progress.microphone, "off");
      if (shown === "check") assert.notEqual(progress.microphone, "none");
      if (shown === "review") assert.notEqual(progress.take, "none");
      if (["letter", "making", "result"].includes(shown)) assert.notEqual(progress.artwork, "none");
      if (shown === "result") assert.equal(progress.artwork, "shown");
    }
});

test("after each step comes another, and in the end the result", () => {
  for (const progress of everyProgress()) {
    const done = { ...progress, microphone: "live", take: "given", artwork: "shown" };
    let step = "welcome";
    for (let taken = 0; step !== "result"; ++taken) {
      assert.ok(taken < steps.length, `stuck at ${step} with ${JSON.stringify(done)}`);
      const next = after(step, done);
      assert.ok(steps.indexOf(next) > steps.indexOf(step), `${step} goes back to ${next}`);
      step = next;
    }
  }
});

test("a fan who sings meets every step", () => {
  const way = ["welcome"];
  const done = { ...start, microphone: "live", take: "given", artwork: "ordered" };
  while (way.at(-1) !== "making") way.push(after(way.at(-1), done));
  assert.deepEqual(way, ["welcome", "check", "sing", "review", "cover", "letter", "making"]);
});

test("a fan who does not sing goes straight to the cover", () => {
  assert.equal(after("welcome", { ...start, path: "cover" }), "cover");
});

test("without a microphone the check is left out", () => {
  assert.equal(after("welcome", { ...start, microphone: "none" }), "sing");
});

test("a letter is asked for once", () => {
  const done = { ...start, path: "cover", artwork: "shown" };
  assert.equal(after("cover", { ...done, letter: "open" }), "letter");
  assert.equal(after("cover", { ...done, letter: "sent" }), "result");
  assert.equal(after("cover", { ...done, letter: "skipped" }), "result");
});

test("a reload while singing asks for the microphone again, a kept take goes to its review", () => {
  assert.equal(admit("sing", start), "check");
  assert.equal(admit("review", { ...start, take: "kept" }), "review");
});

test("an address names a step or none", () => {
  assert.equal(stepOf("#sing"), "sing");
  assert.equal(stepOf(""), null);
  assert.equal(stepOf("#constructor"), null);
});

test("chapters only ever go up", () => {
  const line = steps.map(chapter);
  assert.deepEqual(line, [...line].sort());
});
