// A fan's browser that notices what a fan should never cause: errors, cookies, other origins, and
// the session key in an address.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

/** Source of the checks, to be run in a page. */
export const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function openBrowser(more = []) {
  const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
  const closed = ["--disable-background-networking", "--disable-component-update"];
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: [...quiet, ...closed, ...asRoot, ...more] });
}

export class Visitor {
  /** `path` leads where the cover is made, without singing, unless told otherwise. Who is `shy` has not
   * said yes to the microphone; `prepare` gets the page before it loads anything. */
  static async arrive(
    browser,
    address,
    {
      width = 1280,
      height = 800,
      pictures,
      path = "/en/studio#cover",
      locale = "en",
      userAgent,
      shy = false,
      prepare,
    } = {},
  ) {
    const context = await browser.newContext({
      viewport: { width, height },
      locale,
      userAgent,
      reducedMotion: "reduce", // pictures of a page at rest
      permissions: ["clipboard-read", "clipboard-write", ...(shy ? [] : ["microphone"])],
    });
    const visitor = new Visitor(context, await context.newPage(), address, pictures);
    await prepare?.(visitor.page);
    await visitor.goTo(path);
    return visitor;
  }

  constructor(context, page, address, pictures) {
    Object.assign(this, { context, page, address, pictures, complaints: [], requests: [], expected: [] });
    page.on("pageerror", (error) => this.complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("request", (request) => this.requests.push(request));
  }

  /** Opens a page and resolves to the answer, once the page can be used. */
  async goTo(path) {
    const answer = await this.page.goto(this.address + path);
    // The studio comes to life with its words, which are a file of their own; Preact marks what it drew.
    await this.page.waitForFunction(() => {
      const studio = document.querySelector("main.in-studio");
      return !studio || "__k" in studio;
    });
    return answer;
  }

  async chooseTeam(query, name) {
    await this.page.getByRole("searchbox").fill(query);
    await this.page.getByRole("radio", { name, exact: true }).check();
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The screen with that heading has come, and its heading has the focus. */
  async isAt(title) {
    const heading = this.page.getByRole("heading", { level: 1, name: title });
    await heading.waitFor();
    await this.page.waitForFunction(() => document.activeElement?.tagName === "H1");
  }

  async orderCover(team, name) {
    await this.chooseTeam(team, team);
    await this.page.getByLabel("Your name", { exact: true }).fill(name);
    await this.button("Make my cover").click();
  }

  async wantsNoLetter() {
    await this.isAt("Where do we send it?");
    await this.button("No letter, thanks").click();
  }

  async makeCover(team, name) {
    await this.orderCover(team, name);
    await this.wantsNoLetter();
    await this.coverIsPrinted();
  }

  /** The server's picture has arrived, whole, and is on the screen. */
  async coverIsPrinted() {
    await this.page.getByRole("heading", { name: "You’re on the record." }).waitFor();
    const size = await this.page
      .locator("img.print")
      .evaluate((image) => image.decode().then(() => [image.naturalWidth, image.naturalHeight]));
    assert.deepEqual(size, [1500, 1500]);
  }

  sessionKey() {
    return this.page.evaluate(() => localStorage.getItem("chant.session"));
  }

  async photograph(name) {
    if (!this.pictures) return;
    const { width } = this.page.viewportSize();
    await this.page.screenshot({ path: join(this.pictures, `${name}-${width}.png`), fullPage: true });
  }

  async fitsTheScreen() {
    const { wide, screen } = await this.page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      screen: innerWidth,
    }));
    assert.ok(wide <= screen, `the page is ${wide} px wide on a screen of ${screen}`);
  }

  /** How much has moved by itself since the page began, as browsers score it. */
  layoutShift() {
    return this.page.evaluate(
      () =>
        new Promise((done) => {
          let sum = 0;
          const watch = new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += entry.value;
          });
          watch.observe({ type: "layout-shift", buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
        }),
    );
  }

  /** WCAG 2.2 AA and best practice, as far as a program can tell. */
  async isAccessible() {
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(() => globalThis.axe.run());
    const faults = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(", ")}`);
    assert.deepEqual(faults, []);
    assert.ok(found.passes.length > 10, "axe had nothing to check");
  }

  /** Console messages that a test caused on purpose, e.g. by a refused request. */
  expects(pattern) {
    this.expected.push(pattern);
  }

  async leave() {
    const key = await this.sessionKey();
    const origin = new URL(this.address).origin;
    const addresses = this.requests.map((request) => request.url());
    assert.deepEqual(addresses.filter((url) => new URL(url).origin !== origin), []);
    if (key) assert.deepEqual(addresses.filter((url) => url.includes(key)), []);
    assert.deepEqual(await this.context.cookies(), []);
    const unexpected = this.complaints.filter((text) => !this.expected.some((p) => p.test(text)));
    assert.deepEqual(unexpected, []);
    await this.context.close();
  }
}
