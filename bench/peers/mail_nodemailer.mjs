// Sends one message many times through nodemailer's pool and prints the CPU seconds that took:
// mail_nodemailer.mjs FOLDER_OF_NODE_MODULES COUNT CONNECTIONS PORT FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, count, connections, port, file] = process.argv.slice(2);
const nodemailer = createRequire(`${folder}/`)("nodemailer");
const raw = readFileSync(file);
const pool = nodemailer.createTransport({
  host: "127.0.0.1",
  port: Number(port),
  pool: true,
  maxConnections: Number(connections),
  maxMessages: Infinity,
  ignoreTLS: true,
});

let next = 0;
const sendAll = async () => {
  while (next < Number(count)) {
    const to = `u${next++}@example.org`;
    await pool.sendMail({ envelope: { from: "bounces@example.org", to }, raw });
  }
};
const before = process.cpuUsage();
await Promise.all(Array.from({ length: 2 * Number(connections) }, sendAll));
const used = process.cpuUsage(before);
console.log((used.user + used.system) / 1e6);
pool.close();
