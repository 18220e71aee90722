// What a build leaves besides pages: maps, compressed files, the name of the release.

import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import vm from "node:vm";

import { compressSite } from "../../web/tools/compress.js";
import { releaseOf } from "../../web/tools/release.js";
import { resolved } from "../../web/tools/resolve_stack.js";
import { setMapsAside } from "../../web/tools/source_maps.js";

const { transformSync } = createRequire(new URL("../../web/package.json", import.meta.url))("esbuild");

const scratch = mkdtempSync(join(tmpdir(), "chant-delivery-"));
after(() => rmSync(scratch, { recursive: true }));
let site;
beforeEach(() => {
  site = mkdtempSync(join(scratch, "site-"));
  mkdirSync(join(site, "assets"));
});

const source = `interface Room { open(): void }
const studio: Room = {
  open() {
    throw new TypeError("no microphone");
  },
};

studio.open();
`;

test("a frame of a minified script is shown by its source", () => {
  const { code, map } = transformSync(source, {
    loader: "ts", minify: true, sourcemap: "external", sourcefile: "../../src/room.ts",
  });
  writeFileSync(join(site, "assets/room-Ab3dEf12.js"), code);
  writeFileSync(join(site, "assets/room-Ab3dEf12.js.map"), map);
  const maps = join(site, "..", "maps");
  setMapsAside(site, maps);
  assert.deepEqual(readdirSync(join(site, "assets")), ["room-Ab3dEf12.js"], "maps are not public");

  const thrown = (() => {
    try {
      vm.runInNewContext(code, {}, { filename: "room-Ab3dEf12.js" });
    } catch (error) {
      return error.stack;
    }
  })();
  const [, line, column] = /room-Ab3dEf12\.js:(\d+):(\d+)\)/.exec(thrown);
  const group = { fingerprint: "5f", message: "TypeError: …", reports: 3, releases: ["r1"] };
  const stack = `open room-Ab3dEf12.js:${line}:${column}\n(anonymous) other-Ab3dEf12.js:1:2\n../x y:1:1`;
  const text = resolved({ groups: [{ ...group, stack }] }, maps);
  assert.match(text, /^5f {2}3 × TypeError: … {2}\[r1\]$/m);
  assert.match(text, / src\/room\.ts:4:11$/m);
  assert.match(text, /^ {4}\(anonymous\) other-Ab3dEf12\.js:1:2$/m, "without a map it stays");
});

test("texts are compressed where it is worth it, and stale ones go", () => {
  const page = "<!doctype html>" + "<p>sing along</p>".repeat(200);
  writeFileSync(join(site, "index.html"), page);
  writeFileSync(join(site, "tiny.txt"), "x");
  writeFileSync(join(site, "tiny.txt.br"), "of an older build");
  writeFileSync(join(site, "assets/a.jpg"), "a".repeat(5000));
  assert.equal(compressSite(site), 2);
  assert.deepEqual(readdirSync(site).sort(), ["assets", "index.html", "index.html.br", "index.html.gz", "tiny.txt"]);
  assert.deepEqual(readdirSync(join(site, "assets")), ["a.jpg"]);
  assert.equal(brotliDecompressSync(readFileSync(join(site, "index.html.br"))).toString(), page);
  assert.equal(gunzipSync(readFileSync(join(site, "index.html.gz"))).toString(), page);
});

test("a release is named by its assets", () => {
  writeFileSync(join(site, "assets/app-Ab3dEf12.js"), "");
  const first = releaseOf(site);
  assert.match(first, /^[0-9a-f]{10}$/);
  assert.equal(releaseOf(site), first);
  writeFileSync(join(site, "assets/app-Zz3dEf12.js"), "");
  assert.notEqual(releaseOf(site), first);
});
