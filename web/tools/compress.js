// Compresses the built site once, as hard as can be: "x.html" gets "x.html.br" and "x.html.gz"
// beside it, which the server takes instead of compressing at its start.

import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const texts = /\.(html|css|js|mjs|json|svg|txt|xml|webmanifest|vtt|ico|wasm)$/;
// As the server sees it: ten per cent saved is not worth a decoder's start.
const worthIt = 0.9;

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
const gzip = (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION, memLevel: 9 });

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Returns how many files were compressed. */
export function compressSite(out) {
  let count = 0;
  for (const file of filesBelow(out).filter((name) => texts.test(name))) {
    const plain = readFileSync(file);
    for (const [ending, pack] of [[".br", brotli], [".gz", gzip]]) {
      const packed = pack(plain);
      if (packed.length <= plain.length * worthIt) writeFileSync(file + ending, packed);
      else rmSync(file + ending, { force: true });
    }
    count += 1;
  }
  return count;
}
