"""An outlet in a container: one RSS feed and the pages of the demo's articles that name Mark Rutte. Plain stdlib."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files

PAGES = {
    entry.name.removesuffix(".txt"): entry.read_text(encoding="utf-8")
    for entry in files("onrecord.demo").joinpath("articles").iterdir()
    if entry.name.endswith(".txt")
}


def _feed(host: str) -> str:
    items = []
    for number, name in enumerate(sorted(PAGES)):
        at = format_datetime(datetime(2025, 1, 10, tzinfo=UTC) + timedelta(hours=number))
        link = f"http://{host}/{name}.html"
        items.append(f"<item><title>{name}</title><link>{link}</link><guid>{link}</guid><pubDate>{at}</pubDate></item>")
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Desk</title>{"".join(items)}</channel></rss>'


def _page(name: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in PAGES[name].splitlines() if line.strip())
    body = f"<body><main><article>{paragraphs}</article></main></body>"
    return f"<!doctype html><html lang=en><title>{name}</title>{body}</html>"


class Outlet(BaseHTTPRequestHandler):
    """Answers /feed.xml and /NAME.html."""

    def do_GET(self) -> None:
        name = self.path.strip("/").removesuffix(".html")
        if self.path == "/feed.xml":
            self._answer(200, "application/rss+xml", _feed(self.headers["Host"]))
        elif name in PAGES:
            self._answer(200, "text/html; charset=utf-8", _page(name))
        else:
            self._answer(404, "text/plain", "not here")

    def _answer(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", 8000), Outlet).serve_forever()
