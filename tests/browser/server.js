// The real binary on a scratch directory and a free port.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Resolves once the server answers. `settings` are those of its file: `{ takes: { upload_url: … } }`. */
export async function startServer(binary, settings = {}) {
  const directory = mkdtempSync(join(tmpdir(), "chant-browser-"));
  const config = join(directory, "test.toml");
  const options = ["serve", "--data", directory, "--config", config];
  const configure = (sections) => writeFileSync(config, toml(sections));
  configure(settings);
  let child;
  let ended;
  const start = async (port) => {
    child = spawn(binary, [...options, "--port", port], { stdio: ["ignore", "pipe", "inherit"] });
    ended = new Promise((done) => child.once("exit", done));
    return Promise.race([
      ready(child.stdout),
      ended.then((code) => Promise.reject(new Error(`serve ended with ${code} before it was ready`))),
    ]);
  };
  const address = await start("0");
  return {
    address,
    directory,
    /** Ends it without a word, as a power cut does. */
    async crash() {
      child.kill("SIGKILL");
      await ended;
    },
    /** After a crash: the same data on the same address, perhaps under other settings. */
    async recover(changed) {
      if (changed) configure(changed);
      await start(new URL(address).port);
    },
    /** Resolves when the outbox holds a letter. */
    letter: () => appears(join(directory, "outbox"), ".eml"),
    /** The recordings there are, as `chant take list` says, and their bytes are what it says. */
    takes() {
      execFileSync(binary, ["take", "verify", "--all", "--data", directory]);
      const said = execFileSync(binary, ["take", "list", "--data", directory, "-o", "json"]);
      return JSON.parse(said.toString());
    },
    /** Copies them into a directory, a file each; returns the files. */
    exportTakes(to) {
      execFileSync(binary, ["take", "export", "--all", "--out", to, "--data", directory]);
      return readdirSync(to).map((name) => join(to, name));
    },
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}

function toml(sections) {
  return Object.entries(sections)
    .map(([name, values]) => {
      const lines = Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
      return `[${name}]\n${lines.join("")}`;
    })
    .join("");
}

async function appears(directory, ending) {
  const patienceMs = 20_000;
  for (const end = Date.now() + patienceMs; Date.now() < end; ) {
    const found = readdirSync(directory).find((name) => name.endsWith(ending));
    if (found) return join(directory, found);
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`no ${ending} in ${directory} after ${patienceMs} ms`);
}

async function ready(stdout) {
  for await (const line of createInterface({ input: stdout })) {
    const found = /^ready (http:\S+)/.exec(line);
    if (found) return found[1];
  }
  throw new Error("serve closed its output");
}
