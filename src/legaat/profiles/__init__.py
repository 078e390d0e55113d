"""Profiles: who lives in a sample, read from whatever file somebody holds."""

from legaat.profiles._peek import Peek, peek
from legaat.profiles._profile import (
    DroppedRows,
    Method,
    NameChange,
    Profile,
    Provenance,
    Quantity,
    Rank,
    ReadingReport,
)
from legaat.profiles._read import read_profile, read_profiles
from legaat.profiles._readers import format_info, formats
from legaat.profiles._registry import FormatInfo
from legaat.profiles._source import CalledFile
from legaat.profiles._table import ProfileTable

__all__ = [
    "CalledFile",
    "DroppedRows",
    "FormatInfo",
    "Method",
    "NameChange",
    "Peek",
    "Profile",
    "ProfileTable",
    "Provenance",
    "Quantity",
    "Rank",
    "ReadingReport",
    "format_info",
    "formats",
    "peek",
    "read_profile",
    "read_profiles",
]
