// A small tus 1.0 server that fails on demand, and serves a directory under the site's policy. What
// the real server does well is tested on the real server; this one is for what it should never do.

import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wav": "audio/wav", ".json": "application/json" };

const decode = (text) => Buffer.from(text ?? "", "base64").toString();

function metadataOf(header = "") {
  const pairs = header.split(",").map((pair) => pair.trim().split(" "));
  return Object.fromEntries(pairs.map(([key, value]) => [key, decode(value)]));
}

export class TusServer {
  /** Uploads by their id: `{ key, length, metadata, bytes, patches }`. */
  uploads = new Map();
  /** "POST 201", "PATCH cut" … in the order they came. */
  calls = [];
  /** Faults for the next requests of a method, first come first served: `{ method, status, retryAfter,
   * cutAfter, loseAnswer }`. A status answers at once; `cutAfter` takes so many bytes and hangs up;
   * `loseAnswer` does all of it and hangs up. */
  faults = [];
  /** Extra files by path. */
  files = new Map();

  static async start(root) {
    const server = new TusServer();
    server.root = root;
    server.listener = createServer((request, response) => server.answer(request, response));
    await new Promise((done) => server.listener.listen(0, "127.0.0.1", done));
    server.address = `http://127.0.0.1:${server.listener.address().port}`;
    return server;
  }

  async stop() {
    this.listener.closeAllConnections();
    await new Promise((done) => this.listener.close(done));
  }

  /** The uploads the server has all of, oldest first. */
  get whole() {
    return [...this.uploads.values()].filter((upload) => upload.bytes.length === upload.length);
  }

  answer(request, response) {
    const { pathname } = new URL(request.url, this.address);
    if (!pathname.startsWith("/api/v1/takes")) return this.file(pathname, response);
    const at = this.faults.findIndex((fault) => fault.method === request.method);
    const [fault] = at < 0 ? [{}] : this.faults.splice(at, 1);
    const reply = (status, headers = {}, code = "") => {
      if (fault.loseAnswer) {
        this.calls.push(`${request.method} lost`);
        return request.socket.destroy();
      }
      this.calls.push(`${request.method} ${status}`);
      request.resume(); // what is left of a body that is not wanted
      response.writeHead(status, { "Tus-Resumable": "1.0.0", "Cache-Control": "no-store", ...headers });
      response.end(code ? JSON.stringify({ code }) : undefined);
    };
    if (fault.status) {
      const headers = fault.retryAfter === undefined ? {} : { "Retry-After": String(fault.retryAfter) };
      return reply(fault.status, headers, fault.code ?? "planted");
    }
    if (request.headers["tus-resumable"] !== "1.0.0") return reply(412);
    if (request.method === "POST") return this.create(request, reply);
    const id = pathname.split("/").pop();
    const upload = this.uploads.get(id);
    if (!upload) return reply(404, {}, "not_found");
    if (request.method === "HEAD")
      return reply(200, { "Upload-Offset": upload.bytes.length, "Upload-Length": upload.length });
    return this.append(request, upload, fault, reply);
  }

  create(request, reply) {
    const length = Number(request.headers["upload-length"]);
    const key = /^Bearer ([0-9a-f-]{36})$/.exec(request.headers.authorization ?? "")?.[1];
    if (!key) return reply(401, {}, "no_session");
    const metadata = metadataOf(request.headers["upload-metadata"]);
    if (!metadata.filetype || !metadata.consent) return reply(422, {}, "metadata");
    const id = randomUUID();
    this.uploads.set(id, { key, length, metadata, bytes: Buffer.alloc(0), patches: [] });
    reply(201, { Location: `/api/v1/takes/${id}` });
  }

  append(request, upload, fault, reply) {
    if (Number(request.headers["upload-offset"]) !== upload.bytes.length) return reply(409, {}, "offset");
    if (request.headers.authorization) return reply(400, {}, "the session's key has no business here");
    let chunk = Buffer.alloc(0);
    request.on("data", (data) => {
      chunk = Buffer.concat([chunk, data]);
      if (fault.cutAfter === undefined || chunk.length < fault.cutAfter) return;
      upload.bytes = Buffer.concat([upload.bytes, chunk.subarray(0, fault.cutAfter)]);
      fault.cutAfter = undefined;
      chunk = null;
      this.calls.push("PATCH cut");
      request.removeAllListeners();
      request.socket.destroy();
    });
    request.on("end", () => {
      upload.bytes = Buffer.concat([upload.bytes, chunk]);
      upload.patches.push(chunk.length);
      reply(204, { "Upload-Offset": upload.bytes.length });
    });
  }

  file(pathname, response) {
    const path = join(this.root, normalize(pathname === "/" ? "/index.html" : pathname));
    const bytes = this.files.get(pathname) ?? (statSync(path, { throwIfNoEntry: false }) && readFileSync(path));
    if (!bytes) return response.writeHead(404).end();
    response.writeHead(200, {
      "Content-Type": types[extname(pathname)] ?? types[".html"],
      "Content-Security-Policy": policy,
      "Permissions-Policy": "microphone=(self)",
      "X-Content-Type-Options": "nosniff",
    });
    response.end(bytes);
  }
}
