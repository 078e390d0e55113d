"""Columns and rows of tables that are about the person or add up the others: no bacteria."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from legaat.messages import Message
from legaat.profiles._numbers import Floats
from legaat.profiles._ranks import words
from legaat.profiles._raw import RawTaxon

_PERSON: Final = words(
    "age age_years age_months leeftijd sex gender geslacht_persoon bmi weight gewicht height "
    "lengte ph bristol bristol_stool_scale country land diagnosis diagnose disease condition "
    "status group groep cohort study studie study_condition treatment behandeling visit "
    "timepoint time_point day week month date datum batch run plate barcode body_site subject "
    "subject_id person_id patient patient_id host_age host_sex host_bmi smoker antibiotics "
    "diet dieet"
)
_WORKED_OUT: Final = words(
    "shannon shannon_index shannon_diversity shannon_entropy simpson simpson_index "
    "inverse_simpson invsimpson chao1 ace faith_pd faith richness species_richness observed "
    "observed_otus observed_features observed_species evenness pielou_evenness pielou_e "
    "diversity alpha_diversity enterotype depth sequencing_depth library_size n_reads "
    "num_reads read_depth total_reads number_reads reads_total number_of_reads mapped_reads "
    "n_species dysbiosis_index fb_ratio"
)
_TOTALS: Final = words("total totaal sum som row_sum grand_total subtotal")
_NEAR: Final = 0.02
"""How far a total may be from the sum: rounding of many small numbers."""


def _plain(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace(".", " ").replace("_", " ").split())


def is_metadata(name: str) -> bool:
    """Whether a name is that of a fact about the person or the sample, not of a taxon."""
    low = _plain(name)
    return low in _PERSON or low in _WORKED_OUT


def left_out(names: Sequence[str]) -> tuple[Message, ...]:
    """Say which columns or rows were left out as no bacteria."""
    if not names:
        return ()
    shown = ", ".join(name[:60] for name in names[:8]) + (", …" if len(names) > 8 else "")
    return (Message.of("reading.warning.columns-left-out", n=len(names), names=shown),)


def without_totals(
    taxa: Sequence[RawTaxon], values: Floats
) -> tuple[tuple[RawTaxon, ...], Floats, tuple[Message, ...]]:
    """Take out taxa that are called a total, and say whether they are the sum of the others.

    Parameters
    ----------
    taxa : sequence of RawTaxon, length t
    values : array, shape (samples, t)

    Returns
    -------
    taxa, values, notes
    """
    kept = np.array([_plain(one.label) not in _TOTALS for one in taxa], dtype=bool)
    if kept.all() or not kept.any():
        return tuple(taxa), values, ()
    whole = float(values[:, kept].sum())
    notes = []
    for at in np.flatnonzero(~kept).tolist():
        total = float(values[:, at].sum())
        name = taxa[at].label
        if abs(whole - total) <= _NEAR * total:
            notes.append(Message.of("reading.warning.total-left-out", name=name))
        elif total > 0:
            notes.append(Message.of("reading.warning.total-unlike", name=name, share=whole / total))
    rest = tuple(one for one, keep in zip(taxa, kept, strict=True) if keep)
    return rest, np.ascontiguousarray(values[:, kept]), tuple(notes)
