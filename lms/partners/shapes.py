"""What programs get about partners."""

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CertificationsOut(Shape):
    counted: int = Field(description="Certifications that count; one each per person")
    people: int = Field(description="People who hold them")


class LineOut(Shape):
    type: str = Field(description="certifications, events, sum or flag")
    kind: str | None = Field(description="What is counted, but for certifications")
    unit: str = Field(description="certificate, person, event, cent (of USD) or flag")
    have: int
    need: int
    met: bool


class TierOut(Shape):
    key: str
    met: bool = Field(description="Its own requirements are met")
    reached: bool = Field(description="So are those of all lower tiers")
    requires: list[LineOut]
    commitment: list[LineOut] = Field(description="Shown; does not decide the tier")


class ReceiptOut(Shape):
    person: str
    certification: str
    number: str
    expires_on: str = Field(description="The first day it is not valid")
    counts: bool
    reason: str = Field(
        description="in_force, in_grace, not_here, revoked, suspended, replaced or "
        "expired"
    )
    since: str | None = Field(description="The day of that reason, if it has one")
    replaced_by: str | None


class ScorecardOut(Shape):
    partner: str
    on: str
    policy: str
    eligible_tier: str | None = Field(description="By the facts of that day")
    certifications: CertificationsOut
    tiers: list[TierOut]
    receipts: list[ReceiptOut]
