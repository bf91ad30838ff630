"""What programs get about certificates."""

from pydantic import BaseModel, Field


class CertificateOut(BaseModel):
    number: str = Field(examples=["NB-6B86-B273-FF34"])
    credential: str = Field(description="The certification's key")
    issued_on: str = Field(examples=["2026-11-22"])
    expires_on: str = Field(description="The first day on which it is not valid")
    state: str = Field(
        description="valid, superseded (renewed by another one in force), expired, "
        "suspended or revoked"
    )
    renewal_opens: str = Field(description="From this day on a pass renews it")
    renewed_by: str | None = Field(description="The number of the one in its place")
    edition: int = Field(description="1 as first issued; its number never changes")
    verify_url: str = Field(description="Where anyone can check it")


class CertificatesOut(BaseModel):
    items: list[CertificateOut]
