"""What programs may send about attempts, and what they get."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\u0000]+$")
]
"""A NUL is not text: databases differ on it."""

LARGEST_REVISION = 2**31 - 1


class Strict(BaseModel):
    """No field that is not known, no text where a number belongs."""

    model_config = ConfigDict(extra="forbid", strict=True)


class StartIn(Strict):
    exam: Name = Field(description="The exam's key", examples=["foundations"])


class AnswerIn(Strict):
    op_id: Name = Field(description="Made by the client; the same again, same answer")
    base_revision: int = Field(ge=0, le=LARGEST_REVISION)
    response: list[Name] = Field(max_length=20, description="Option tokens")


class FlagIn(Strict):
    flagged: bool


class OptionOut(BaseModel):
    token: str
    text: str


class QuestionOut(BaseModel):
    position: int
    type: str = Field(description="single or multiple")
    prompt: str = Field(description="Markdown")
    options: list[OptionOut]
    response: list[str]
    revision: int
    flagged: bool


class AttemptOut(BaseModel):
    id: int
    state: str = Field(description="open or closed; a closed paper is not shown")
    deadline_at: str
    remaining_ms: int
    deadline_version: int
    questions: list[QuestionOut]


class ReceiptOut(BaseModel):
    revision: int
    saved_at: str
    remaining_ms: int
    deadline_version: int


class SubmissionOut(BaseModel):
    id: int
    state: str
    cause: str = Field(description="handed_in or time_up")
    finished_at: str


class DomainOut(BaseModel):
    domain: str
    title: str
    earned: int
    possible: int


class ResultOut(BaseModel):
    id: int
    state: str
    cause: str
    finished_at: str
    earned: int
    possible: int
    percent: int = Field(description="Rounded down")
    pass_mark: int
    passed: bool
    by_domain: list[DomainOut]
