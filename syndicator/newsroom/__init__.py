"""
The demo newsroom: a server on loopback that behaves like regional police sites.

A seed gives a schedule of events (schedule); each release is composed from tables (kinds, facts,
composer), re-posted and corrected by other desks (edits, copies), shown by sites (sites, markup)
that run WordPress or Blogger (wordpress, blogger), with faults if asked (faults, hostile), behind
one ASGI application (app, index) on one port (server). It knows nothing of the rest of the project.
"""

from __future__ import annotations

from syndicator.newsroom.app import build_app
from syndicator.newsroom.clock import Clock
from syndicator.newsroom.options import NewsroomOptions
from syndicator.newsroom.server import run, serving

__all__ = ["Clock", "NewsroomOptions", "build_app", "run", "serving"]
