"""Small lessons: a vocabulary of two topics, and texts that only a label tells apart."""

from syndicator.classify.learned import Example
from syndicator.classify.topics import TopicScorer, TopicTerms

FARM = TopicTerms("pangan", "Pangan", "Food", {"jagung": 3, "panen": 4})
ROUNDS = TopicTerms("harkamtibmas", "Harkamtibmas", "Public order", {"patroli": 5, "sambang": 4})
VOCABULARY = TopicScorer([FARM, ROUNDS])
VILLAGES = ["Sukamaju", "Karangsari", "Mulyorejo", "Tegalsari", "Wonosari"]
VILLAGES += ["Sidomulyo", "Banjarsari", "Kedungwuni", "Purwodadi", "Cilandak"]


def field_patrol(village: str) -> tuple[str, str]:
    """Return title and text of a patrol that looks after fields: the vocabulary hears the patrol alone."""
    return (
        f"Patroli Lahan di Desa {village}",
        f"Petugas berpatroli dan sambang ke petak binaan di {village}. Bibit dan pupuk kelompok tani dicatat.",
    )


def street_patrol(village: str) -> tuple[str, str]:
    """Return title and text of a patrol that keeps order."""
    return (
        f"Patroli Malam di {village}",
        f"Petugas berpatroli dan sambang pos kamling di {village}. Warga diminta mengunci rumah.",
    )


def base(villages: list[str] = VILLAGES) -> list[Example]:
    """Return examples of the base: patrols that are patrols."""
    texts = [(f"base-{village}", *street_patrol(village)) for village in villages]
    return [Example(key=k, title=t, text=x, topics=("harkamtibmas",), sensitive=False) for k, t, x in texts]


def corrections(villages: list[str] = VILLAGES) -> list[Example]:
    """Return what the desk says of the patrols on fields: they are about food."""
    texts = [(f"c-{village}", *field_patrol(village)) for village in villages]
    return [Example(key=k, title=t, text=x, topics=("pangan",), corrected=True) for k, t, x in texts]
