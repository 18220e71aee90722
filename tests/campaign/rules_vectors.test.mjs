// Runs the shared vectors against the JavaScript that generate_rules.py makes for the site.
//   node rules_vectors.test.mjs RULES.mjs RULES.json VECTORS.json
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const [modulePath, rulesPath, vectorsPath] = process.argv.slice(2);
const { checkName, checkEmail, checkSubscriberAge, checkDrawEntry, ages, limits } = await import(pathToFileURL(resolve(modulePath)).href);
const { codes } = JSON.parse(readFileSync(rulesPath, "utf8"));
const vectors = JSON.parse(readFileSync(vectorsPath, "utf8"));

const inputOf = (vector) =>
  "utf16" in vector ? String.fromCharCode(...vector.utf16) : vector.input;
const wanted = (vector) =>
  "kept" in vector
    ? { ok: true, value: vector.kept }
    : { ok: false, code: vector.code, field: codes[vector.code]?.field };

let failures = 0;
let runs = 0;
function run(kind, check, vector) {
  if ("bytes" in vector) return;
  runs += 1;
  const got = JSON.stringify(check(inputOf(vector)));
  const want = JSON.stringify(wanted(vector));
  if (got === want) return;
  failures += 1;
  console.error(`${kind}, ${vector.note}: wanted ${want}, got ${got}`);
}

for (const vector of vectors.names) run("name", checkName, vector);
for (const vector of vectors.emails) run("email", checkEmail, vector);
for (const { note, age, country, ...wants } of vectors.ages) {
  for (const [kind, check] of Object.entries({ subscriber: checkSubscriberAge, draw: checkDrawEntry })) {
    const code = wants[kind];
    const vector = { note: `${kind}: ${note}`, ...(code ? { code } : { kept: age }) };
    run("age", () => check(age, country, vectors.ages_under), vector);
  }
}
if (runs < 120) {
  failures += 1;
  console.error(`only ${runs} vectors ran`);
}
if (limits.name_graphemes_max !== 40) {
  failures += 1;
  console.error("the module does not carry the limits of the campaign");
}
if (!checkSubscriberAge("16-17", "FR").ok || checkSubscriberAge("under16", "FR").ok || ages.draw_age_min !== "18+") {
  failures += 1;
  console.error("the module does not carry the ages of the campaign");
}
process.exit(failures === 0 ? 0 : 1);
