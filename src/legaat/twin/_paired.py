"""How the errors of two predictions for one community go together."""

from __future__ import annotations

from legaat.twin._calibration import coefficients

__all__ = ["paired_error"]


def paired_error(substance: str, basis: str) -> float:
    """Return the correlation of the errors of two predictions for one community.

    Parameters
    ----------
    substance : str
        "butyrate".
    basis : {"person", "incubation"}
        Of the diet.

    Returns
    -------
    float
        0 to 1, of the logarithms; 0 where it was not measured, which makes a difference between
        the two look less sure than it is.
    """
    row = coefficients().get(basis, {}).get(substance, {})
    found = float(row.get("paired_r", 0.0))
    return min(max(found, 0.0), 1.0)
