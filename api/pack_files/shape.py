"""Shapes that the formats of all files share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Filled = Annotated[str, StringConstraints(min_length=1)]


class Shape(BaseModel):
    """A table in which only the known keys may stand."""

    model_config = ConfigDict(extra="forbid", validate_by_alias=True)


class Words(Shape):
    """The same words in every language."""

    zh: Filled = Field(alias="zh-CN")
    en: Filled


class Lists(Shape):
    """Words in either language, or in both."""

    zh: tuple[Filled, ...] = Field(default=(), alias="zh-CN")
    en: tuple[Filled, ...] = ()


class Examples(Shape):
    """At least one example in every language."""

    zh: tuple[Filled, ...] = Field(alias="zh-CN", min_length=1)
    en: tuple[Filled, ...] = Field(min_length=1)
