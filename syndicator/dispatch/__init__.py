"""Use case: deliveries go out. Admit, claim under a lease, let the guard read, send without a transaction, record."""

from syndicator.dispatch.admission import Admission
from syndicator.dispatch.attempting import Attempting
from syndicator.dispatch.dispatching import Dispatch
from syndicator.dispatch.guarding import Guarding
from syndicator.dispatch.lanes import Lanes
from syndicator.dispatch.loading import Loading
from syndicator.dispatch.presence import PortalPresence
from syndicator.dispatch.previewing import Shown, previews
from syndicator.dispatch.recording import Recording

__all__ = [
    "Admission",
    "Attempting",
    "Dispatch",
    "Guarding",
    "Lanes",
    "Loading",
    "PortalPresence",
    "Recording",
    "Shown",
    "previews",
]
