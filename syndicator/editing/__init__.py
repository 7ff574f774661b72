"""Use case: what a person of the desk decides about bulletins, deliveries and channels."""

from syndicator.editing.editing import Editing

__all__ = ["Editing"]
