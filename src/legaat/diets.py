"""Diets in grams: what people eat in a day, and what incubations hold.

>>> from legaat import diets
>>> diets.names()
('dutch', 'western', 'high-fibre', 'low-fodmap', 'exvivo', 'invitro')
>>> diets.of_nutrients({"inuline": 10}).grams["inulin"]  # nine tenths reach the colon
9.0
"""

from legaat.twin._diet import Diet
from legaat.twin._shipped import (
    dutch,
    exvivo,
    foods,
    high_fibre,
    invitro,
    low_fodmap,
    names,
    of_nutrients,
    western,
)

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
