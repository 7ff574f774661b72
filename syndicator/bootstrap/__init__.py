"""The composition root: settings in, use cases with all their collaborators out."""

from syndicator.bootstrap.building import build, build_base_model, build_gathering, build_judge
from syndicator.bootstrap.service import CHANNEL_KINDS, Service

__all__ = ["CHANNEL_KINDS", "Service", "build", "build_base_model", "build_gathering", "build_judge"]
