"""Holding predictions against measurements: nothing is fitted here."""

from legaat.validation._data import Culture, exvivo, synthetic
from legaat.validation._page import figures, page
from legaat.validation._predict import Predicted, predict
from legaat.validation._types import Part, Row
from legaat.validation._validate import PARTS, Options, left_out, validate

__all__ = [
    "PARTS",
    "Culture",
    "Options",
    "Part",
    "Predicted",
    "Row",
    "exvivo",
    "figures",
    "left_out",
    "page",
    "predict",
    "synthetic",
    "validate",
]
