"""A receiver in a container: verifies each webhook with the Standard Webhooks library and prints what it was."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRET = Path("/run/secrets/receiver").read_text(encoding="utf-8").strip()


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what is signed rightly and 401 to the rest."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            Webhook(SECRET).verify(raw, dict(self.headers))
        except WebhookVerificationError as error:
            print(f"refused: {error}", flush=True)
            self.send_response(401)
        else:
            print(f"verified {json.loads(raw)['type']} {self.headers['webhook-id']}", flush=True)
            self.send_response(204)
        self.end_headers()


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", 8000), Receiver).serve_forever()
