// Keeps the newest access token of each OA in a file. Run: WHSEC=whsec_… PORT=8080 node node.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const KEY = Buffer.from((process.env.WHSEC ?? '').replace(/^whsec_/, ''), 'base64');
const FILE = process.env.TOKEN_FILE ?? 'zalo-tokens.json';
const SECONDS = 300;
const LONGEST = 64 * 1024;

function isSigned(headers, body) {
  const [id, time, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
  if (KEY.length === 0 || !id || !signatures || !(Math.abs(Date.now() / 1000 - Number(time)) <= SECONDS)) return false;
  const wanted = createHmac('sha256', KEY).update(`${id}.${time}.`).update(body).digest();
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

function stored() {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'));
  } catch {
    return {};
  }
}

/** A delivery may come late or twice: an older token changes nothing. */
function take({ type, data }) {
  if (type !== 'oa.token.refreshed' || !data.access_token) return;
  const tokens = stored();
  const known = tokens[data.id];
  if (known && Date.parse(known.issued_at) > Date.parse(data.issued_at)) return;
  tokens[data.id] = data;
  writeFileSync(`${FILE}.new`, JSON.stringify(tokens, null, 2), { mode: 0o600 });
  renameSync(`${FILE}.new`, FILE);
}

const server = createServer((request, response) => {
  const parts = [];
  let length = 0;
  request.on('data', (part) => ((length += part.length) <= LONGEST ? parts.push(part) : request.destroy()));
  request.on('end', () => {
    const body = Buffer.concat(parts);
    const signed = request.method === 'POST' && isSigned(request.headers, body);
    if (signed) take(JSON.parse(body.toString('utf8')));
    response.writeHead(signed ? 204 : 401).end();
  });
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
