// Errors in a fan's browser: told once, without a word of the fan's, and found in the report.
//
//   CHANT_BINARY=… node --test reports.test.js

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { arrive as arriveAt, browser, server } from "./fixture.js";

const binary = process.env.CHANT_BINARY;
const reported = () =>
  JSON.parse(execFileSync(binary, ["report", "errors", "-o", "json", "--data", server.directory], { encoding: "utf8" }));

async function reportedAre(count) {
  const patienceMs = 30_000;
  for (const end = Date.now() + patienceMs; Date.now() < end; ) {
    const report = reported();
    if (report.reports >= count) return report;
    await new Promise((done) => setTimeout(done, 200));
  }
  assert.fail(`not ${count} reports but ${JSON.stringify(reported())}`);
}

/** A fan whose page counts what it tells the server. */
async function arrive(options) {
  const fan = await arriveAt({ path: "/en/", ...options });
  fan.expects(/./); // errors are what this is about
  fan.told = () => fan.requests.filter((request) => request.url().endsWith("/api/v1/errors")).length;
  return fan;
}

test("what fails in a page is told, once each, and comes into the report", async () => {
  const fan = await arrive();
  await fan.page.evaluate(async () => {
    const fail = () => { throw new RangeError("Invalid array length: Quirin Xylander"); };
    for (let i = 0; i < 3; i += 1) setTimeout(fail);
    Promise.reject(new TypeError("Failed to fetch"));
    document.body.append(Object.assign(new Image(), { src: "/Quirin.png" }));
    document.body.append(Object.assign(new Image(), { src: "https://ads.example/Quirin.gif" }));
    await new Promise((done) => setTimeout(done, 500));
  });
  const release = await fan.page.evaluate(() => document.querySelector("meta[name=release]").content);
  const { groups, reports } = await reportedAre(5);
  const told = Object.fromEntries(groups.map((group) => [group.message, group]));
  assert.deepEqual(Object.keys(told).sort(), [
    "RangeError: Invalid array length: …",
    "TypeError: Failed to fetch",
    "csp img-src …",
    "resource img …", // both pictures
  ]);
  assert.equal(reports, 5);
  assert.equal(told["RangeError: Invalid array length: …"].reports, 1, "three times the same is one");
  for (const group of groups) {
    assert.deepEqual(group.pages, ["/"]);
    assert.deepEqual(group.browsers, ["chromium"]);
    assert.deepEqual(group.releases, [release]);
  }
  await fan.context.close();
});

test("a page that fails all the time does not flood", async () => {
  const fan = await arrive();
  await fan.page.evaluate(async () => {
    for (let i = 0; i < 50; i += 1) setTimeout(() => { throw new Error(`number ${i}`); });
    await new Promise((done) => setTimeout(done, 500));
  });
  assert.equal(fan.told(), 5);
  await fan.context.close();
});

test("what browser extensions do wrong is not ours", async () => {
  const fan = await arrive();
  await fan.page.evaluate(() => {
    const filename = "chrome-extension://abcdefghijklmnop/content.js";
    dispatchEvent(new ErrorEvent("error", { message: "Uncaught TypeError: x", filename, lineno: 1 }));
    dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop limit exceeded" }));
  });
  assert.equal(fan.told(), 0);
  await fan.context.close();
});

test("a campaign may let a share of its pages tell", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  let told = 0;
  page.on("request", (request) => (told += request.url().endsWith("/api/v1/errors") ? 1 : 0));
  await page.route("**/en/", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace('name="error-share" content="1"', 'name="error-share" content="0"');
    await route.fulfill({ response: answer, body });
  });
  await page.goto(`${server.address}/en/`);
  await page.evaluate(async () => {
    setTimeout(() => { throw new Error("planted"); });
    await new Promise((done) => setTimeout(done, 300));
  });
  assert.equal(told, 0);
  await context.close();
});
