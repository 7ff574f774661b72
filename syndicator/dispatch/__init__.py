"""Use case: deliveries go out. Claim under a lease, let the guard read, send without a transaction, record."""

from syndicator.dispatch.dispatching import Dispatch
from syndicator.dispatch.guarding import Guarding

__all__ = ["Dispatch", "Guarding"]
