"""What programs may send about attempts, and what they get."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from exams.sittings.answers import Receipt
from exams.sittings.rules.timing import remaining_ms
from lms.kernel.moments import iso

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\u0000]+$")
]
"""A NUL is not text: databases differ on it."""

LARGEST_REVISION = 2**31 - 1

ANSWER = (
    "In tokens. Choices: a list of options; ordering: all of them in order; matching "
    "and cloze: {stem or gap: option}; numeric and text: what was typed; hotspot: "
    "{x, y} in thousandths of the image. Empty: not answered"
)


Epoch = Annotated[
    int,
    Field(ge=0, le=LARGEST_REVISION, description="From the pen; 0 without one"),
]


class Strict(BaseModel):
    """No field that is not known, no text where a number belongs."""

    model_config = ConfigDict(extra="forbid", strict=True)


class StartIn(Strict):
    exam: Name = Field(description="The exam's key", examples=["foundations"])
    voucher: Annotated[str, StringConstraints(max_length=64)] = Field(
        default="", description="Where the exam asks for one; used up by the start"
    )
    accepts_agreement: bool = Field(
        default=False, description="Needed where the exam has an agreement, else 403"
    )


class AnswerIn(Strict):
    op_id: Name = Field(description="Made by the client; the same again, same answer")
    base_revision: int = Field(ge=0, le=LARGEST_REVISION)
    response: Any = Field(description=ANSWER)

    writer_epoch: Epoch = 0


class FlagIn(Strict):
    flagged: bool
    writer_epoch: Epoch = 0


class FlagOut(BaseModel):
    flagged: bool


class NoteIn(Strict):
    text: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\u0000]*$")]
    writer_epoch: Epoch = 0


class NoteOut(BaseModel):
    text: str


class OptionOut(BaseModel):
    token: str
    text: str


class GapOut(BaseModel):
    token: str
    options: list[OptionOut]


class ImageOut(BaseModel):
    url: str = Field(description="For this candidate, while the attempt is open")
    width: int
    height: int
    alt: str


class QuestionOut(BaseModel):
    position: int
    type: str = Field(
        description="single, multiple, true_false, matching, ordering, numeric, "
        "text, cloze or hotspot"
    )
    prompt: str = Field(description="Markdown; [[1]] stands for the first gap")
    options: list[OptionOut]
    stems: list[OptionOut] = Field(description="What options are matched to")
    gaps: list[GapOut]
    image: ImageOut | None = Field(description="What a hotspot is looked for on")
    unit: str | None = Field(description="What a number is counted in")
    exhibit: int | None = Field(description="Number of the exhibit it is about")
    points: int
    scoring: str = Field(description="all: all points or none; partial: parts count")
    response: Any = Field(description=ANSWER)
    revision: int
    flagged: bool
    note: str


class ExhibitOut(BaseModel):
    number: int
    title: str
    body: str = Field(description="Markdown")


class StateOut(BaseModel):
    id: int
    state: str = Field(description="open or closed; a closed paper is not shown")
    remaining_ms: int
    deadline_version: int = Field(description="Counts the deadline's moves")
    writer_epoch: int = Field(description="Which window holds the pen")
    paper_version: int = Field(description="Counts questions that were replaced")
    is_paused: bool = Field(description="The clock stands still, nothing is taken")


class AttemptOut(StateOut):
    deadline_at: str
    questions: list[QuestionOut]
    exhibits: list[ExhibitOut]


class PenOut(BaseModel):
    writer_epoch: int


class ReceiptOut(BaseModel):
    revision: int
    saved_at: str
    remaining_ms: int
    deadline_version: int
    receipt: str = Field(description="Signed proof that this answer is held")


def told(receipt: Receipt, now: datetime) -> dict[str, Any]:
    """A ReceiptOut, in the order of its names."""
    return {
        "deadline_version": receipt.deadline_version,
        "receipt": receipt.signature,
        "remaining_ms": remaining_ms(receipt.deadline_at, at=now),
        "revision": receipt.revision,
        "saved_at": iso(receipt.saved_at),
    }


class SubmissionOut(BaseModel):
    id: int
    state: str
    cause: str = Field(description="handed_in or time_up")
    finished_at: str


class DomainOut(BaseModel):
    domain: str
    title: str
    questions: int = Field(description="That were asked of this domain")
    band: str | None = Field(
        description="strong, enough or weak; null: too few questions to say"
    )


class ResultOut(BaseModel):
    """As much as the exam's policy allows; what it does not is null or empty."""

    id: int
    state: str
    cause: str
    finished_at: str
    feedback: str = Field(description="The policy: domains, score or verdict")
    passed: bool
    pass_mark: int
    earned: int | None
    possible: int | None
    percent: int | None = Field(description="Rounded down")
    by_domain: list[DomainOut]
