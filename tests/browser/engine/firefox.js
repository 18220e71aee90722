// A Firefox with a fake microphone, driven by WebDriver BiDi, and a sound card that nobody hears:
// without one, Firefox's audio clock never runs.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import WebSocket from "ws";

const patienceMs = 90_000; // on a busy machine it starts slowly

function within(event, what) {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`${what}: too late`)), patienceMs)));
  return Promise.race([event, late]).finally(() => clearTimeout(timer));
}

/** Ends a program and waits for its end. */
async function end(program) {
  if (program.exitCode !== null) return;
  const ended = new Promise((done) => program.once("exit", done));
  program.kill();
  await ended;
}

async function startSilentCard(home) {
  const socket = join(home, "sound");
  const listen = `--load=module-native-protocol-unix socket=${socket} auth-anonymous=1`;
  const options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes", "--load=module-null-sink", listen];
  const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home };
  const card = spawn(process.env.PULSEAUDIO ?? "pulseaudio", options, { stdio: "ignore", env });
  const looks = async () => {
    while (!existsSync(socket)) await new Promise((done) => setTimeout(done, 50));
  };
  await within(looks(), "the sound server");
  return { card, address: `unix:${socket}` };
}

// A tone of 1 kHz instead of a microphone, and no question to the user.
const preferences = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  "media.autoplay.blocking_policy": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

export async function openFirefox() {
  const home = mkdtempSync(join(tmpdir(), "chant-firefox-"));
  const profile = join(home, "profile");
  mkdirSync(profile);
  const lines = Object.entries(preferences).map(([key, value]) => `user_pref("${key}", ${value});`);
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const { card, address } = await startSilentCard(home);
  const firefox = spawn(
    process.env.FIREFOX ?? "firefox-esr",
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: home, PULSE_SERVER: address } },
  );
  let said = "";
  const listening = new Promise((done) =>
    firefox.stderr.on("data", (data) => {
      said += data;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (found) done(found[1]);
    }),
  );
  const socket = new WebSocket(`${await within(listening, "Firefox")}/session`);
  await within(new Promise((done) => socket.once("open", done)), "Firefox's door");

  const answers = new Map();
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    answers.get(message.id)?.(message);
  });
  let last = 0;
  const call = async (method, params) => {
    const id = ++last;
    const answer = new Promise((done) => answers.set(id, done));
    socket.send(JSON.stringify({ id, method, params }));
    const { type, result, error, message } = await within(answer, method);
    if (type !== "success") throw new Error(`${method}: ${error}: ${message}`);
    return result;
  };
  await call("session.new", { capabilities: {} });
  const { contexts } = await call("browsingContext.getTree", {});
  const { context } = contexts[0];
  return {
    goto: (url) => call("browsingContext.navigate", { context, url, wait: "complete" }),
    /** Runs a function in the page, as after a click; what it returns must be JSON. */
    async evaluate(work, argument) {
      const expression = `(async () => JSON.stringify(await (${work})(${JSON.stringify(argument)})))()`;
      const target = { context };
      const run = { expression, target, awaitPromise: true, userActivation: true };
      const { type, result, exceptionDetails } = await call("script.evaluate", run);
      if (type !== "success") throw new Error(exceptionDetails.text);
      return result.value === undefined ? undefined : JSON.parse(result.value);
    },
    async close() {
      socket.close();
      await end(firefox);
      await end(card);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
