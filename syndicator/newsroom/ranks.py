"""Police ranks in short and long form, and the people who bear them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from syndicator.newsroom.names import person_name

LONG_RANKS = {
    "Bripda": "Brigadir Polisi Dua",
    "Briptu": "Brigadir Polisi Satu",
    "Brigpol": "Brigadir Polisi",
    "Bripka": "Brigadir Polisi Kepala",
    "Aipda": "Ajun Inspektur Polisi Dua",
    "Aiptu": "Ajun Inspektur Polisi Satu",
    "Ipda": "Inspektur Polisi Dua",
    "Iptu": "Inspektur Polisi Satu",
    "AKP": "Ajun Komisaris Polisi",
    "Kompol": "Komisaris Polisi",
    "AKBP": "Ajun Komisaris Besar Polisi",
    "Kombes Pol": "Komisaris Besar Polisi",
    "Brigjen Pol": "Brigadir Jenderal Polisi",
    "Irjen Pol": "Inspektur Jenderal Polisi",
    "Komjen Pol": "Komisaris Jenderal Polisi",
    "Jenderal Pol": "Jenderal Polisi",
}
PATROLMEN = ("Bripda", "Briptu", "Brigpol", "Bripka", "Aipda", "Aiptu")
OFFICERS = ("Ipda", "Iptu", "AKP")

SENIOR_DEGREES = (
    "S.I.K., M.Si.", "S.I.K., M.H.", "S.H., S.I.K., M.H.", "S.I.K.", "S.H., S.I.K., M.Si.",
    "S.I.K., M.M.", "S.I.K., M.Tr.Opsla.", "S.H., S.I.K., CPHR", "S.Sos., S.I.K., M.H.",
)  # fmt: skip
JUNIOR_DEGREES = ("S.H.", "S.H., M.H.", "S.Sos.", "S.E.", "S.H., M.M.", "S.Tr.K.", "S.Tr.K., S.I.K.", "S.Pd.")


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody in uniform; degrees may be empty, the office is as the title goes before the rank."""

    office: str
    rank: str
    name: str
    degrees: str

    @property
    def brief(self) -> str:
        """Return rank and name."""
        return f"{self.rank} {self.name}"

    @property
    def signed(self) -> str:
        """Return rank, name and degrees."""
        return f"{self.brief}, {self.degrees}" if self.degrees else self.brief

    @property
    def full(self) -> str:
        """Return office, rank, name and degrees, as at a first mention."""
        return f"{self.office} {self.signed}".strip()


def senior(office: str, rank: str, rng: random.Random) -> Officer:
    """Draw a graduate of the police academy."""
    return Officer(office, rank, person_name(rng), rng.choice(SENIOR_DEGREES))


def junior(office: str, rank: str, rng: random.Random) -> Officer:
    """Draw an officer who may have a degree from elsewhere."""
    degrees = rng.choice(JUNIOR_DEGREES) if rng.random() < 0.75 else ""
    return Officer(office, rank, person_name(rng), degrees)


def patrolman(rng: random.Random) -> Officer:
    """Draw somebody from the lower ranks, without an office."""
    return Officer("", rng.choice(PATROLMEN), person_name(rng), "S.H." if rng.random() < 0.1 else "")
