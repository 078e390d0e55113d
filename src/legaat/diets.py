"""Diets in grams: what people eat in a day, and what incubations hold.

>>> from legaat import diets
>>> diets.names()
('dutch', 'western', 'high-fibre', 'low-fodmap', 'exvivo', 'invitro')
>>> diets.of_nutrients({"inuline": 10}).grams["inulin"]  # nine tenths reach the colon
9.0
"""

from legaat.twin import (
    Diet,
    dutch,
    exvivo,
    foods,
    high_fibre,
    invitro,
    low_fodmap,
    of_nutrients,
    western,
)
from legaat.twin import shipped_diets as names

__all__ = [
    "Diet",
    "dutch",
    "exvivo",
    "foods",
    "high_fibre",
    "invitro",
    "low_fodmap",
    "names",
    "of_nutrients",
    "western",
]
