"""Use case: stories as the desk works with them. Look at one, pin, split, merge; arrange anew what changed lately."""

from syndicator.clustering.arranger import Arranger
from syndicator.clustering.decisions import Clustering, StoryName, StoryView
from syndicator.clustering.following import Following
from syndicator.clustering.relating import Relater
from syndicator.clustering.retraction import Retraction

__all__ = ["Arranger", "Clustering", "Following", "Relater", "Retraction", "StoryName", "StoryView"]
