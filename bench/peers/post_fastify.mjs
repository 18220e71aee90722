// The peer of post_bench.py: the same request, answered once its event is durable in PostgreSQL.
// node post_fastify.mjs insert|batch NODE_MODULES_DIR PG_SOCKET_DIR PG_PORT
//   insert: one INSERT for each request, 20 connections
//   batch:  by hand, all that wait in one INSERT, two of them at a time
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

const [mode, modules, host, port] = process.argv.slice(2);
const require = createRequire(`${modules}/package.json`);
const fastify = require('fastify')({ logger: false });
const { Pool } = require('pg');

const pool = new Pool({ host, port: Number(port), user: 'postgres', database: 'postgres', max: 20 });
await pool.query(`create table if not exists events (
  place bigserial primary key, stream bytea not null, version int not null,
  payload jsonb not null, unique (stream, version))`);
await pool.query('truncate events');

async function insertOne(stream, payload) {
  await pool.query({
    name: 'one',
    text: 'insert into events (stream, version, payload) values ($1, 1, $2)',
    values: [stream, payload],
  });
}

let waiting = [];
let running = 0;
async function pump() {
  if (running >= 2 || waiting.length === 0) return;
  running += 1;
  const batch = waiting;
  waiting = [];
  try {
    await pool.query({
      name: 'many',
      text: `insert into events (stream, version, payload)
             select s, 1, p from unnest($1::bytea[], $2::jsonb[]) as t (s, p)`,
      values: [batch.map((b) => b.stream), batch.map((b) => b.payload)],
    });
    for (const b of batch) b.resolve();
  } catch (error) {
    for (const b of batch) b.reject(error);
  }
  running -= 1;
  pump();
}
const insertMany = (stream, payload) =>
  new Promise((resolve, reject) => {
    waiting.push({ stream, payload, resolve, reject });
    setImmediate(pump);
  });

const insert = mode === 'insert' ? insertOne : insertMany;
const uuid = /^Bearer ([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;

fastify.put('/api/v1/session', {
  schema: {
    body: {
      type: 'object',
      required: ['language'],
      properties: { language: { enum: ['en', 'fr', 'de'] } },
    },
  },
}, async (request, reply) => {
  const secret = uuid.exec(request.headers.authorization ?? '');
  if (!secret) return reply.code(401).send({ code: 'unauthorized' });
  const stream = createHash('sha256').update(secret[1]).digest().subarray(0, 16);
  const event = { type: 'session_opened', at: Date.now(), ...request.body, country: '' };
  await insert(stream, JSON.stringify(event));
  return reply.code(201).send({ language: request.body.language, artworks: [] });
});

await fastify.listen({ port: 0, host: '127.0.0.1' });
console.log(`ready ${fastify.server.address().port}`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
