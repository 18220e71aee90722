// Fails the build when the site breaks a promise: its budgets, its policy, its words.
//
//   node tools/check_site.js DIR

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const KiB = 1024;
const budgets = {
  html: 8 * KiB,
  css: 8 * KiB,
  firstPage: 100 * KiB, // everything the landing page loads
  firstPageFiles: 8,
  firstPageScript: 12 * KiB,
  studioScript: 29_100, // what every fan there loads
  studioDetours: 35_100, // with what few fans need: no microphone, a file, chirps, codes
};

const out = process.argv[2];
const read = (name) => readFileSync(join(out, name));
const gzip = (name) => gzipSync(read(name), { level: 9 }).length;
const total = (names) => names.reduce((sum, name) => sum + gzip(name), 0);
const faults = [];
const keep = (what, value, limit) => value > limit && faults.push(`${what}: ${value}, over ${limit}`);

/** What a page loads without being touched, by kind; pictures of style sheets too. */
function loads(name) {
  const html = read(name).toString();
  const found = new Set();
  for (const [tag, address] of html.matchAll(/<(?:link|script|img|video)\b[^>]*?\s(?:src|href|poster)="(\/[^"]+)"[^>]*>/g))
    if (!/rel="(?:alternate|canonical)"|loading="lazy"/.test(tag)) found.add(address);
  const sheets = [...found].filter((address) => address.endsWith(".css"));
  for (const sheet of sheets)
    for (const [, address] of read(sheet).toString().matchAll(/url\("?(\/assets\/[^")]+\.webp)"?\)/g))
      found.add(address);
  const all = [...found];
  return { all, css: sheets, scripts: all.filter((address) => address.endsWith(".js")) };
}

/** Those scripts and all that they may ever fetch: names of scripts stand in them as they are. */
function scriptsBehind(scripts) {
  const found = new Set(scripts);
  for (const script of found)
    for (const [, name] of read(script).toString().matchAll(/["'`][./\w]*?([\w-]+\.js)["'`]/g)) found.add(`/assets/${name}`);
  return [...found];
}

const pages = readdirSync(out, { recursive: true }).map(String).filter((name) => name.endsWith(".html"));
for (const name of pages) {
  const html = read(name).toString();
  if (/\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(?:src=|application\/json))/.test(html))
    faults.push(`${name} holds inline style or script`);
  const own = html.replace(/<link rel="(?:canonical|alternate)"[^>]*>|<meta property="og:[^>]*>/g, "");
  if (/(?:src|href|poster)="(?:https?:)?\/\//.test(own)) faults.push(`${name} names another origin`);
  if (name === "share.html") continue; // a template
  keep(`${name}, gzip`, gzip(name), budgets.html);
  keep(`${name}'s style sheets, gzip`, total(loads(name).css), budgets.css);
}

const first = loads("index.html");
const firstBytes = gzip("index.html") + total(first.all);
keep("the first page, gzip", firstBytes, budgets.firstPage);
keep("the first page's files", first.all.length + 1, budgets.firstPageFiles);
keep("the first page's scripts, gzip", total(first.scripts), budgets.firstPageScript);
const studio = loads("en/studio.html").scripts;
const studioBytes = total(studio);
const detourBytes = total(scriptsBehind(studio));
keep("the studio's scripts, gzip", studioBytes, budgets.studioScript);
keep("the studio's scripts with every detour, gzip", detourBytes, budgets.studioDetours);

const { messages } = JSON.parse(readFileSync("texts/en/problems.json", "utf8"));
const { codes } = JSON.parse(readFileSync("../config/campaigns/demo/rules.json", "utf8"));
const unseen = ["language", "share", "letter"]; // the page's own mistakes, not a fan's
for (const [code, { field }] of Object.entries(codes))
  if (!unseen.includes(field) && !(`problems.${code}` in messages))
    faults.push(`texts/en/problems.json has no words for ${code}`);

console.log(
  `site: ${pages.length} pages; the first is ${firstBytes} bytes (gzip) in ${first.all.length + 1} files, ` +
    `${total(first.scripts)} of them scripts; the studio's scripts are ${studioBytes}, with every detour ${detourBytes}`,
);
for (const fault of faults) console.error(`site: ${fault}`);
process.exit(faults.length ? 1 : 0);
