"""Our own style sheets, scripts and pictures: read once, served under an address that changes with their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOR_EVER = "public, max-age=31536000, immutable"
HASH_CHARS = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """One file."""

    body: bytes
    media_type: str


class Assets:
    """All files of the static folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._paths: dict[str, str] = {}
        self._files: dict[str, Asset] = {}
        for file in sorted(folder.iterdir()):
            if file.suffix in MEDIA_TYPES:
                self._add(file)

    def _add(self, file: Path) -> None:
        body = file.read_bytes()
        hashed = f"{file.stem}.{hashlib.sha256(body).hexdigest()[:HASH_CHARS]}{file.suffix}"
        self._paths[file.name] = f"/static/{hashed}"
        self._files[hashed] = Asset(body, MEDIA_TYPES[file.suffix])

    @property
    def files(self) -> Mapping[str, Asset]:
        """The files by the names that they are served under."""
        return self._files

    def path(self, name: str) -> str:
        """Return the path under which the file of this name is served now."""
        return self._paths[name]

    def router(self) -> APIRouter:
        """Return the route that serves them."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/static/{name}", self.serve, methods=["GET", "HEAD"])
        return router

    def serve(self, name: str) -> Response:
        """Answer with a file; an outdated name is not found."""
        asset = self._files.get(name)
        if asset is None:
            raise HTTPException(404)
        return Response(asset.body, media_type=asset.media_type, headers={"Cache-Control": FOR_EVER})
