"""The receipt as programs get it, and hand it back."""

from pydantic import BaseModel, ConfigDict, Field


class LineOut(BaseModel):
    position: int
    revision: int = Field(description="Of the answer held; 0: never saved")
    saved_at: str | None
    sha256: str | None = Field(
        description="Of [attempt, position, revision, response, saved_at] as JSON in "
        "UTF-8, without spaces, keys sorted"
    )


class ReceiptDocument(BaseModel):
    format: str
    issued_by: str
    person: str
    exam: str
    exam_version: int
    attempt: int
    started_at: str
    finished_at: str
    cause: str = Field(description="handed_in, time_up or stopped")
    saves: int
    answers: list[LineOut]
    signature: str = Field(description="Checked by POST /api/v1/receipts/verification")


class ReceiptIn(BaseModel):
    """Any document: what is not ours is said so."""

    model_config = ConfigDict(extra="allow")

    signature: str


class VerdictOut(BaseModel):
    is_ours: bool = Field(description="Signed by us, and unchanged since")
