"""Keeps the newest access token of each OA in a file. Run: WHSEC=whsec_... PORT=8080 python3 python.py"""
import base64
import hashlib
import hmac
import json
import os
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

KEY = base64.b64decode(os.environ["WHSEC"].removeprefix("whsec_"))
FILE = os.environ.get("TOKEN_FILE", "zalo-tokens.json")
SECONDS = 300
LONGEST = 64 * 1024


def is_signed(headers, body):
    message, sent, signatures = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not message or not sent.isdigit() or abs(time.time() - int(sent)) > SECONDS:
        return False
    digest = hmac.new(KEY, f"{message}.{sent}.".encode() + body, hashlib.sha256).digest()
    wanted = "v1," + base64.b64encode(digest).decode()
    return any(hmac.compare_digest(wanted, given) for given in signatures.split())


def seconds(token):
    """RFC 3339 in UTC; older Pythons read no fraction of more than six digits."""
    whole, _, fraction = token["issued_at"].removesuffix("Z").partition(".")
    return datetime.fromisoformat(whole + "+00:00").timestamp() + float(f"0.{fraction or 0}")


def take(event):
    """A delivery may come late or twice: an older token changes nothing."""
    token = event["data"]
    if event["type"] != "oa.token.refreshed" or not token.get("access_token"):
        return
    tokens = {}
    if os.path.exists(FILE):
        with open(FILE, encoding="utf-8") as file:
            tokens = json.load(file)
    known = tokens.get(token["id"])
    if known and seconds(known) > seconds(token):
        return
    tokens[token["id"]] = token
    with open(os.open(FILE + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(tokens, file, indent=2)
    os.replace(FILE + ".new", FILE)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length) if length <= LONGEST else b""
        signed = is_signed(self.headers, body)
        if signed:
            take(json.loads(body))
        self.send_response(204 if signed else 401)
        self.end_headers()

    def log_message(self, *_):
        """Says nothing: an address may be secret."""


server = HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver)
print(f"listening on {server.server_port}", flush=True)
server.serve_forever()
