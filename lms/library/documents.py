"""What may stand in each file of a programme folder, field by field."""

from typing import Annotated, Any, Literal

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

from lms.library.rules.durations import days_in, seconds_in

LONGEST_LINE = 200


class Shape(BaseModel):
    """Nothing is guessed: unknown fields and wrong kinds are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def all_words(words: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    """The words, trimmed; refused unless they are in every language and no other."""
    languages: list[str] = (info.context or {}).get("languages", [])
    missing = [code for code in languages if not words.get(code, "").strip()]
    if missing:
        raise PydanticCustomError("words", "{codes}", {"codes": ", ".join(missing)})
    foreign = [code for code in words if languages and code not in languages]
    if foreign:
        raise PydanticCustomError("tongue", "{codes}", {"codes": ", ".join(foreign)})
    return {code: words[code].strip() for code in (languages or words)}


def _colour(value: str) -> str:
    if not (len(value) == 7 and value[0] == "#" and _is_hex(value[1:])):
        raise PydanticCustomError("colour", "{value}", {"value": value})
    return value.lower()


def _is_hex(digits: str) -> bool:
    return all(digit in "0123456789abcdefABCDEF" for digit in digits)


def _days(value: int | str) -> int:
    days = days_in(value) if isinstance(value, str) else value
    if not days or days < 0:
        raise PydanticCustomError("days", "{value}", {"value": value})
    return days


Words = Annotated[dict[str, str], AfterValidator(all_words)]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE),
]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")]
Colour = Annotated[str, AfterValidator(_colour)]
Days = Annotated[int | str, AfterValidator(_days)]
Positive = Annotated[int, Field(gt=0)]
Percent = Annotated[int, Field(ge=1, le=100)]


class Named(Shape):
    """A key for machines and a title for people."""

    key: Key
    title: Words


class Shade(Shape):
    light: Colour
    dark: Colour


class Brand(Shape):
    ink: Colour
    accent: Shade
    accent_strong: Shade = Field(alias="accent-strong")
    on_accent: Shade = Field(alias="on-accent")
    line: Colour
    seal: Shade | None = None

    def colours(self) -> dict[str, dict[str, str]]:
        """Every colour by the name of its CSS variable, for light and for dark."""
        found = self.model_dump(by_alias=True, exclude_none=True)
        return {
            name: shade if isinstance(shade, dict) else {"light": shade, "dark": shade}
            for name, shade in found.items()
        }


class Signer(Shape):
    name: Line
    role: Words
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 .,-]*$")] = ""


class ProgrammeFile(Shape):
    provider: Line
    network: Line
    product: Line
    certificate_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}$")]
    brand: Brand
    paper: Literal["a4", "letter"] = "a4"
    co_branding: Literal["none", "name", "mark"] = "none"
    languages: Annotated[list[Literal["en", "ru"]], Field(min_length=1)]
    signers: Annotated[list[Signer], Field(min_length=1, max_length=2)]
    certifications: Annotated[list[Key], Field(min_length=1)]


class Span(Shape):
    min: Positive
    max: Positive


class Attempts(Shape):
    allowed: Positive
    within: Days = 365
    waits: list[Days] = []


class ExamTerms(Shape):
    bank: Key
    questions: Positive
    minutes: Positive | None = None
    seconds: Positive | None = None
    time: str | None = None
    pass_mark: Percent
    blueprint: Annotated[dict[str, Positive], Field(min_length=1)]
    attempts: Attempts
    layout: Literal["one", "list"] = "one"
    calculator: bool = False
    feedback: Literal["domains", "score", "verdict"] = "domains"
    agreement: Words | None = None

    @model_validator(mode="after")
    def _one_time(self) -> "ExamTerms":
        given = [self.minutes, self.seconds, self.time]
        if sum(value is not None for value in given) != 1:
            raise PydanticCustomError("one_time", "one")
        if self.time is not None and seconds_in(self.time) is None:
            raise PydanticCustomError("length", "{value}", {"value": self.time})
        return self

    @property
    def length(self) -> int:
        """The time in seconds, however it was written."""
        if self.time is not None:
            return seconds_in(self.time) or 0
        return self.seconds or (self.minutes or 0) * 60


class Renewal(Shape):
    """When a certificate may be renewed, and by which shorter exam, if any."""

    opens: Days = 90
    exam: ExamTerms | None = None


class Criterion(Named):
    points: Positive


class Practical(Shape):
    kind: Literal["lab", "project", "case"]
    title: Words
    pass_mark: Percent
    rubric: Annotated[list[Criterion], Field(min_length=1)]


class Assumption(Shape):
    """What the founding document does not give, and why it is what it is.

    `value` repeats a figure, so that it cannot be changed without its reason.
    """

    field: str
    value: Any = None
    because: Words


class CertificationFile(Shape):
    title: Words
    summary: Words
    description: Words
    track: Literal["entry", "technical", "migration", "specialty"]
    level: Literal["Foundations", "Architect", "Specialist"]
    days: Positive | Span
    delivery: Words
    topics: Annotated[list[Named], Field(min_length=1)]
    prerequisites: list[Key] = []
    validity_months: Annotated[int, Field(gt=0, le=240)]
    exam: ExamTerms | None = None
    practical: Practical | None = None
    renewal: Renewal | None = None
    assumptions: list[Assumption] = []

    @model_validator(mode="after")
    def _something_is_asked(self) -> "CertificationFile":
        if self.exam is None and self.practical is None:
            raise PydanticCustomError("nothing_asked", "nothing")
        return self

    @property
    def span(self) -> Span:
        if isinstance(self.days, int):
            return Span(min=self.days, max=self.days)
        return self.days


class CourseFile(Shape):
    title: Words
    summary: Words
    certification: Key
    basic: bool = False


class LessonFront(Shape):
    title: Line
    minutes: Positive
    topic: Key
    summary: Line


class BankFile(Shape):
    title: Words
    domains: Annotated[list[Named], Field(min_length=1)]
