"""Holding predictions against measurements: nothing is fitted here."""

from legaat.validation._data import Culture, exvivo, synthetic

__all__ = ["Culture", "exvivo", "synthetic"]
