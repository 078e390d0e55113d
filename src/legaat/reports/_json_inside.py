"""What a model says goes on inside, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from legaat.reports._inside import Inside

__all__ = ["inside_json"]


def inside_json(found: Inside | None) -> dict[str, Any] | None:
    """Return who eats what, what comes out and what holds it back; None where it wasn't asked."""
    if found is None:
        return None
    return {
        "diet": found.diet,
        "matched_share": min(max(found.matched_share, 0.0), 1.0),
        "unit": "part of the carbon that comes in",
        "nodes": [{"place": n.place, "name": n.name, "share": n.share} for n in found.nodes],
        "links": [
            {
                "from": dict(zip(("place", "name"), link.source, strict=True)),
                "to": dict(zip(("place", "name"), link.target, strict=True)),
                "share": link.share,
            }
            for link in found.links
        ],
        "limiting": [
            {"substance": key, "nutrient": fibre, "shadow_price": price, "unit": "mmol/g"}
            for key, ranked in found.limits.items()
            for fibre, price in ranked
        ],
        "plenty": list(found.plenty),
    }
