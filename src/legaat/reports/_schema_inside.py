"""The shape of what a model says goes on inside, as part of ``legaat.report/1``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from legaat.reports._schema_advice import Model, Part

__all__ = ["InsideModel"]

Place = Literal["food", "eater", "leftover", "out"]


class EndModel(Model):
    """A node by its place and name."""

    place: Place
    name: str = Field(description='lumen metabolite, taxon or product; "others" for small ones')


class NodeModel(EndModel):
    """A food, a taxon or a product."""

    share: Part


class LinkModel(Model):
    """Carbon that goes from one node to another."""

    source: EndModel = Field(alias="from")
    target: EndModel = Field(alias="to")
    share: Part


class LimitingModel(Model):
    """A fibre that holds a substance back."""

    substance: str
    nutrient: str
    shadow_price: float = Field(
        description="rise of the most that could be made at the same growth, per gram of the fibre"
    )
    unit: str


class InsideModel(Model):
    """What a model says of who eats what, on the diet as it is."""

    diet: str
    matched_share: Part = Field(description="part of the profile that has a model")
    unit: str
    nodes: list[NodeModel]
    links: list[LinkModel]
    limiting: list[LimitingModel] = Field(description="by substance, the highest price first")
    plenty: list[str] = Field(description="fibres of which part stays uneaten")
