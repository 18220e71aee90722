// Shows the stacks of front-end errors by the files and lines of the sources.
//
//   chant report errors -o json | node tools/resolve_stack.js --maps build/site-maps
//
// --maps is where the builds of the site left their source maps; frames without one stay as they are.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { SourceMapConsumer } from "source-map-js";

const frameForm = /^(?<name>.*) (?<file>[^ ]+):(?<line>\d+):(?<column>\d+)$/;

/** Finds the maps of a directory by script, each read once. */
function mapsIn(directory) {
  const read = new Map();
  return (script) => {
    if (!read.has(script)) {
      const file = join(directory, `${script}.map`);
      read.set(script, existsSync(file) ? new SourceMapConsumer(JSON.parse(readFileSync(file, "utf8"))) : null);
    }
    return read.get(script);
  };
}

/** Turns a function that gives a frame as the server writes it ("start app-Ab3dEf12.js:1:2345") in
 * the words of the sources ("openMicrophone src/recording/microphone.ts:40:11"). */
export function frameResolver(directory) {
  const mapOf = mapsIn(directory);
  return (frame) => {
    const found = frameForm.exec(frame)?.groups;
    const map = found && /^[\w.-]+$/.test(found.file) ? mapOf(found.file) : null;
    if (!map) return frame;
    // Engines count columns from 1, maps from 0.
    const place = { line: Number(found.line), column: Math.max(0, Number(found.column) - 1) };
    const { source, line, column, name } = map.originalPositionFor(place);
    if (!source) return frame;
    return `${name ?? found.name} ${source.replace(/^(\.\.?\/)+/, "")}:${line}:${column + 1}`;
  };
}

/** The report as text. */
export function resolved(report, directory) {
  const resolve = frameResolver(directory);
  return report.groups
    .map(({ fingerprint, message, reports, releases, stack }) => {
      const frames = stack.split("\n").filter(Boolean).map((frame) => `    ${resolve(frame)}\n`);
      return `${fingerprint}  ${reports} × ${message}  [${releases.join(", ")}]\n${frames.join("")}`;
    })
    .join("\n");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { maps: { type: "string", default: "build/site-maps" } } });
  process.stdout.write(resolved(JSON.parse(readFileSync(0, "utf8")), values.maps));
}
