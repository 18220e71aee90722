// A line to the server: another port, hence another origin for browsers, that may break.

import { once } from "node:events";
import net from "node:net";

/** Passes bytes on to the address that `target()` gives then, both ways. It breaks after so many bytes to
 * the server, as often as `breaks` is long; each takes its number off the list. */
export async function openLine(target, breaks = []) {
  const open = new Set();
  const line = net.createServer((client) => {
    const { hostname, port } = new URL(target());
    const upstream = net.connect(Number(port), hostname);
    let left = breaks.length > 0 ? breaks.shift() : Infinity;
    const end = () => {
      client.destroy();
      upstream.destroy();
      open.delete(end);
    };
    open.add(end);
    client.on("data", (bytes) => {
      upstream.write(bytes);
      left -= bytes.length;
      if (left <= 0) upstream.end(() => client.destroy());
    });
    upstream.on("data", (bytes) => client.write(bytes));
    for (const side of [client, upstream]) side.on("error", end).on("close", end);
  });
  line.listen(0, "127.0.0.1");
  await once(line, "listening");
  return {
    address: `http://127.0.0.1:${line.address().port}`,
    async close() {
      for (const end of open) end();
      await new Promise((done) => line.close(done));
    },
  };
}
