"""
Serve a folder's texts as one WordPress feed on loopback, to poll real input by hand.

    python tests/serve_corpus.py FOLDER --port 8999
    syndicator sources add http://127.0.0.1:8999/feed/ && syndicator sources poll --all

FOLDER holds `items.jsonl`: one object a line with `id`, `url`, `title`, `text`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from feeds import Told, rss


def corpus(folder: Path) -> list[Told]:
    """Return the texts of a folder as entries, an hour apart, the last one an hour ago."""
    lines = (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line) for line in lines if line.strip()]
    last = datetime.now(UTC).replace(microsecond=0)
    return [
        Told(n, one["title"], one["text"], last - timedelta(hours=len(texts) - n), address=one["url"])
        for n, one in enumerate(texts)
    ]


def server(told: Sequence[Told], port: int) -> ThreadingHTTPServer:
    """Return a server of one feed that knows its validators."""
    body = rss(told[::-1], f"http://127.0.0.1:{port}")
    etag = f'"{sha256(body).hexdigest()[:32]}"'

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("If-None-Match") == etag
            self.send_response(304 if known else 200)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", "application/rss+xml; charset=UTF-8")
            self.end_headers()
            if not known:
                self.wfile.write(body)

    return ThreadingHTTPServer(("127.0.0.1", port), Site)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Serve a folder's texts as one WordPress feed on loopback.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--port", type=int, default=8999)
    chosen = arguments.parse_args()
    entries = corpus(chosen.folder)
    print(f"{len(entries)} entries at http://127.0.0.1:{chosen.port}/feed/")
    try:
        server(entries, chosen.port).serve_forever()
    except KeyboardInterrupt:
        print("stopped")
