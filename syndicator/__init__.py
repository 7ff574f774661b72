"""
The service without Celery: everything here runs from a Python prompt.

    sources ──fetch──▶ documents ──parse──▶ entries ──normalise──▶ drafts
                                                                     │
              New · Revised · Repeated · SameStory ◀──dedup──────────┘
                              │
                          classify ──▶ verdict ──route──▶ planned deliveries
                              │                              │
                              ▼ one transaction (storage) ◀──┘
        bulletins · revisions · stories · verdicts · deliveries · events
              │                                              │
      read by portal and publish                 deliver (claim, send, record)
      pages, RSS, Atom, JSON Feed                webhooks and social channels
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("syndicator")
except PackageNotFoundError:  # a checkout that was not installed
    __version__ = "0"
