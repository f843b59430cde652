// Keeps the newest access token of each OA in a row of the first sheet. Put the secret whsec_… into the script's property
// OA_TOKEN_KEY, and deploy it as a web app that runs as you and that anyone may call.
function doPost(request) {
  const event = JSON.parse(request.postData.contents);
  const key = PropertiesService.getScriptProperties().getProperty('OA_TOKEN_KEY');
  if (!key || event.key !== key) return ContentService.createTextOutput('refused');
  const lock = LockService.getScriptLock();
  lock.waitLock(10000);
  try {
    if (event.type === 'oa.token.refreshed') keep(event.data);
  } finally {
    lock.releaseLock();
  }
  // OA Token waits for this answer: it says that the delivery was taken.
  return ContentService.createTextOutput(`oa-token-ok ${event.id}`);
}

/** A delivery may come late or twice: an older token changes nothing. */
function keep(token) {
  const sheet = SpreadsheetApp.getActiveSpreadsheet().getSheets()[0];
  if (sheet.getLastRow() === 0) sheet.appendRow(['id', 'OA', 'access_token', 'expires_at', 'issued_at']);
  const rows = sheet.getDataRange().getValues();
  const at = rows.findIndex((row) => row[0] === token.id);
  if (at > 0 && Date.parse(rows[at][4]) > Date.parse(token.issued_at)) return;
  const row = [token.id, token.name, token.access_token, token.expires_at, token.issued_at];
  if (at > 0) sheet.getRange(at + 1, 1, 1, row.length).setValues([row]);
  else sheet.appendRow(row);
}
