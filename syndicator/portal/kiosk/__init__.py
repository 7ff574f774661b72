"""The kiosk: hands out what the press prints, from memory, as fast as a server can send bytes (ADR 0021)."""

from __future__ import annotations

from syndicator.portal.kiosk.asgi import Kiosk
from syndicator.portal.kiosk.lookout import Lookout
from syndicator.portal.kiosk.stand import Stand
from syndicator.portal.kiosk.watch import Watch

__all__ = ["Kiosk", "Lookout", "Stand", "Watch"]
