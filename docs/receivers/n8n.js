// A Code node of n8n, behind a Webhook node with the option "Raw Body". Returns the OA's token; nothing for a delivery
// that is not signed, or is older than the last.
const { createHmac, timingSafeEqual } = require('crypto');

const { headers } = $input.first().json;
const body = Buffer.from($input.first().binary.data.data, 'base64');
const key = Buffer.from($env.OA_TOKEN_SECRET.replace(/^whsec_/, ''), 'base64');
const [id, time, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);

const wanted = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest();
const isSigned =
  key.length > 0 &&
  Math.abs(Date.now() / 1000 - Number(time)) <= 300 &&
  String(signatures).split(' ').some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
if (!isSigned) throw new Error('not signed by OA Token');

const { type, data } = JSON.parse(body.toString('utf8'));
const memory = $getWorkflowStaticData('global');
memory.issued ??= {};
const isOlder = Date.parse(memory.issued[data.id] ?? 0) > Date.parse(data.issued_at);
if (type !== 'oa.token.refreshed' || isOlder) return [];
memory.issued[data.id] = data.issued_at;
return [{ json: data }];
