// What the node's code needs of n8n.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { PORT, RECEIVER, TOKEN_FILE, WHSEC } = process.env;
const code = new Function('$input', '$env', '$getWorkflowStaticData', 'require', readFileSync(RECEIVER, 'utf8'));
const memory = {};

createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const binary = { data: { data: Buffer.concat(parts).toString('base64') } };
    const input = { first: () => ({ json: { headers: request.headers }, binary }) };
    try {
      const tokens = existsSync(TOKEN_FILE) ? JSON.parse(readFileSync(TOKEN_FILE, 'utf8')) : {};
      const items = code(input, { OA_TOKEN_SECRET: WHSEC }, () => memory, createRequire(import.meta.url));
      for (const { json } of items) tokens[json.id] = json;
      writeFileSync(TOKEN_FILE, JSON.stringify(tokens));
      response.writeHead(200).end();
    } catch {
      response.writeHead(500).end();
    }
  });
}).listen(Number(PORT), '127.0.0.1');
