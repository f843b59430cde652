// What the script needs of a Google sheet.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createContext, runInContext } from 'node:vm';

const { PORT, RECEIVER, TOKEN_FILE, WHSEC } = process.env;
const rows = [];
const sheet = {
  getLastRow: () => rows.length,
  appendRow: (row) => rows.push(row),
  getDataRange: () => ({ getValues: () => rows.map((row) => [...row]) }),
  getRange: (at) => ({ setValues: ([row]) => (rows[at - 1] = row) }),
};
const script = createContext({
  PropertiesService: { getScriptProperties: () => ({ getProperty: () => WHSEC }) },
  LockService: { getScriptLock: () => ({ waitLock: () => undefined, releaseLock: () => undefined }) },
  SpreadsheetApp: { getActiveSpreadsheet: () => ({ getSheets: () => [sheet] }) },
  ContentService: { createTextOutput: (text) => text },
});
runInContext(readFileSync(RECEIVER, 'utf8'), script);

createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    script.request = { postData: { contents: Buffer.concat(parts).toString('utf8') } };
    const answer = runInContext('doPost(request)', script);
    const kept = rows.slice(1).map(([id, name, access_token, , issued_at]) => [id, { name, access_token, issued_at }]);
    writeFileSync(TOKEN_FILE, JSON.stringify(Object.fromEntries(kept)));
    response.writeHead(200).end(answer);
  });
}).listen(Number(PORT), '127.0.0.1');
