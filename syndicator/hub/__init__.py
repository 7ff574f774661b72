"""
Use case: our own WebSub hub (W3C Recommendation, https://www.w3.org/TR/websub/).

Whoever subscribes a feed of ours is asked whether it means it, and is sent each new body of the feed from then on.
"""

from syndicator.hub.asking import Asking
from syndicator.hub.callbacks import Callbacks
from syndicator.hub.distributing import Distributing
from syndicator.hub.hub import Hub, Work
from syndicator.hub.looking import Looking
from syndicator.hub.secrets import Secrets
from syndicator.hub.verifying import Verifying

__all__ = ["Asking", "Callbacks", "Distributing", "Hub", "Looking", "Secrets", "Verifying", "Work"]
