"""All readers, in the order in which ``legaat formats`` lists them."""

from __future__ import annotations

from typing import Final

from legaat.profiles._biom_hdf5 import biom_hdf5
from legaat.profiles._biom_json import biom_json
from legaat.profiles._bracken import bracken
from legaat.profiles._cami import cami
from legaat.profiles._helpful import sylph_raw, taxonomy_alone
from legaat.profiles._kraken import kraken2
from legaat.profiles._long import long
from legaat.profiles._mapped import mapped
from legaat.profiles._metaphlan import metaphlan, sylphmpa
from legaat.profiles._motus import motus
from legaat.profiles._ombre import ombre, taxon_rank_csv
from legaat.profiles._otu import otu_table
from legaat.profiles._qiime import qza
from legaat.profiles._registry import FormatInfo, Reader, by_id
from legaat.profiles._taxid_csv import taxid_csv
from legaat.profiles._ubiome import ubiome
from legaat.profiles._wide import wide

READERS: Final[tuple[Reader, ...]] = (
    metaphlan,
    kraken2,
    bracken,
    motus,
    cami,
    sylphmpa,
    biom_json,
    biom_hdf5,
    qza,
    otu_table,
    ubiome,
    ombre,
    taxon_rank_csv,
    taxid_csv,
    wide,
    long,
    mapped,
)
HELPFUL: Final[tuple[Reader, ...]] = (taxonomy_alone, sylph_raw)
"""Files that can't be read, recognised to say what to do instead."""
MAPPED: Final = mapped
WITH_TAXONOMY: Final = frozenset({"biom-json", "biom-hdf5", "qza", "otu-table"})


def formats() -> tuple[FormatInfo, ...]:
    """Return all formats that can be read."""
    return tuple(one.info for one in READERS)


def format_info(format_id: str) -> FormatInfo:
    """Return one format.

    Raises
    ------
    UsageError
        There is no such format; names the nearest.
    """
    return by_id(READERS, format_id).info
