"""Taxonomy: old and new names, four naming systems, one answer that says what it changed."""

from legaat.taxonomy._resolver import Resolver, resolver
from legaat.taxonomy._tables import Species
from legaat.taxonomy._types import Resolution

__all__ = ["Resolution", "Resolver", "Species", "resolver"]
