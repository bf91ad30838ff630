"""What may stand in a question of a programme folder, kind by kind."""

import re
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from lms.library.documents import Code, Key, Line, Shape, Words, all_words

NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
PICTURE = r"^[a-z0-9]+(-[a-z0-9]+)*\.(png|jpg)$"
FORMS = {"rect": 4, "circle": 3}
"""How many numbers draw a form."""


def _number(value: int | str) -> str:
    if not NUMBER.fullmatch(str(value)):
        raise PydanticCustomError("number", "{value}", {"value": str(value)})
    return str(value)


Number = Annotated[int | str, AfterValidator(_number)]
Place = Annotated[int, Field(ge=0, le=1000)]


class Option(BaseModel):
    """The words of one option by language, and whether it is right."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    __pydantic_extra__: dict[str, str]

    right: bool = False

    @model_validator(mode="after")
    def _has_all_words(self, info: ValidationInfo) -> "Option":
        all_words(self.words, info)
        return self

    @property
    def words(self) -> dict[str, str]:
        return {code: text.strip() for code, text in self.__pydantic_extra__.items()}


class QuestionEntry(Shape):
    """What every kind has."""

    code: Code
    domain: Key
    kind: Literal[
        "single",
        "multiple",
        "true_false",
        "matching",
        "ordering",
        "numeric",
        "text",
        "cloze",
        "hotspot",
    ]
    difficulty: Annotated[int, Field(ge=1, le=3)]
    points: Annotated[int, Field(ge=1, le=10)] = 1
    scoring: Literal["all", "partial"] = "all"
    facts: list[str] = []
    exhibit: Key | None = None
    prompt: Words
    rationale: Words
    source: str = ""


class ChoiceEntry(QuestionEntry):
    options: Annotated[list[Option], Field(min_length=2, max_length=8)]


class TrueFalseEntry(QuestionEntry):
    is_true: bool


class OrderingEntry(QuestionEntry):
    """Its items in the right order."""

    order: Annotated[list[Words], Field(min_length=3, max_length=8)]


class Pair(Shape):
    stem: Words
    option: Words


class MatchingEntry(QuestionEntry):
    pairs: Annotated[list[Pair], Field(min_length=2, max_length=8)]
    distractors: Annotated[list[Words], Field(max_length=4)] = []


class NumericEntry(QuestionEntry):
    value: Number
    tolerance: Number = 0
    unit: Words | None = None


class TextEntry(QuestionEntry):
    accepted: Annotated[list[Line], Field(min_length=1, max_length=20)]


class Gap(Shape):
    options: Annotated[list[Option], Field(min_length=2, max_length=8)]


class ClozeEntry(QuestionEntry):
    gaps: Annotated[list[Gap], Field(min_length=1, max_length=8)]


class PictureEntry(Shape):
    file: Annotated[str, StringConstraints(pattern=PICTURE)]
    alt: Words


class Area(Shape):
    """A form on a picture, in thousandths of its width and height."""

    rect: list[Place] | None = None
    circle: list[Place] | None = None
    polygon: list[list[Place]] | None = None

    @model_validator(mode="after")
    def _is_one_form(self) -> "Area":
        drawn = self.model_dump(exclude_none=True)
        if len(drawn) != 1 or not _is_drawn(*next(iter(drawn.items()))):
            raise PydanticCustomError("area", "area")
        return self


class HotspotEntry(QuestionEntry):
    image: PictureEntry
    areas: Annotated[list[Area], Field(min_length=1, max_length=10)]


class ExhibitFront(Shape):
    title: Line


SHAPES: dict[str, type[QuestionEntry]] = {
    "true_false": TrueFalseEntry,
    "matching": MatchingEntry,
    "ordering": OrderingEntry,
    "numeric": NumericEntry,
    "text": TextEntry,
    "cloze": ClozeEntry,
    "hotspot": HotspotEntry,
}
"""Of kinds that are no choices."""


def _is_drawn(form: str, numbers: list[int] | list[list[int]]) -> bool:
    if form == "polygon":
        corners = [len(c) for c in numbers if isinstance(c, list)]
        return len(numbers) >= 3 and set(corners) == {2}
    # A form without a size is a dot that nobody can hit.
    return len(numbers) == FORMS[form] and 0 not in numbers[2:]
