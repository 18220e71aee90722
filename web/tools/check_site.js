// Fails the build when the site breaks a promise: its budget, its policy, its words.
//
//   node tools/check_site.js DIR

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

// Everything the first page loads: half of it is the singer and the font.
const firstPageBytes = 90 * 1024;

const out = process.argv[2];
const read = (name) => readFileSync(join(out, name));
const faults = [];

const page = read("index.html").toString();
const body = page.slice(0, page.indexOf('<script type="application/json"'));
const firstLoad = [...body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]);
const sheets = firstLoad.filter((name) => name.endsWith(".css")).map((name) => read(name).toString());
for (const [, name] of sheets.join("").matchAll(/url\("?(\/assets\/[^")]+)"?\)/g)) firstLoad.push(name);
const files = ["index.html", "favicon.svg", ...new Set(firstLoad)];
const bytes = files.reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0);
if (bytes > firstPageBytes) faults.push(`the first page is ${bytes} bytes (gzip), over ${firstPageBytes}`);

const pages = readdirSync(out, { recursive: true }).map(String).filter((name) => name.endsWith(".html"));
for (const name of pages.length ? pages : ["index.html"]) {
  const html = read(name).toString();
  if (/\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(?:src=|application\/json))/.test(html))
    faults.push(`${name} holds inline style or script`);
  if (/(?:src|href)="(?:https?:)?\/\//.test(html)) faults.push(`${name} names another origin`);
}

const words = JSON.parse(readFileSync("texts/en.json", "utf8"));
const { codes } = JSON.parse(readFileSync("../config/campaigns/demo/rules.json", "utf8"));
for (const code of Object.keys(codes)) {
  const shown = ["name", "team", "email", "consents", "age_band"].includes(codes[code].field);
  if (shown && !(`problem.${code}` in words)) faults.push(`texts/en.json has no words for ${code}`);
}

console.log(`site: first page ${bytes} bytes (gzip) in ${files.length} files`);
for (const fault of faults) console.error(`site: ${fault}`);
process.exit(faults.length ? 1 : 0);
