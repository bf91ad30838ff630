"""What programs get about certificates."""

from pydantic import BaseModel, Field


class CertificateOut(BaseModel):
    number: str = Field(examples=["NB-6B86-B273-FF34"])
    credential: str = Field(description="The certification's key")
    issued_on: str = Field(examples=["2026-11-22"])
    expires_on: str = Field(description="The first day on which it is not valid")
    state: str = Field(description="valid, expired or revoked")
    verify_url: str = Field(description="Where anyone can check it")


class CertificatesOut(BaseModel):
    items: list[CertificateOut]
