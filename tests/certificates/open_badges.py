"""What Open Badges 3.0 asks of a credential and its parts, as JSON Schema.

Written after the data model of the specification (Appendix B) for what we use of it:
AchievementCredential, AchievementSubject, Achievement, Profile, Evidence, Image,
IdentityObject, Related, CredentialStatus, CredentialSchema.
"""

from typing import Any

URI = {"type": "string", "pattern": "^(https?://|did:|urn:)[^ ]+$"}
WORDS = {"type": "string", "minLength": 1}
MOMENT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
LANGUAGE = {
    "type": "string",
    "pattern": "^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
}
IDENTITIES = ["name", "emailAddress", "systemId", "userName", "accountId", "identifier"]


def kinds(*wanted: str) -> dict[str, Any]:
    """A list of type names that has all of these."""
    return {
        "type": "array",
        "items": WORDS,
        "allOf": [{"contains": {"const": name}} for name in wanted],
    }


def things(of: dict[str, Any]) -> dict[str, Any]:
    """A list that is left out rather than empty."""
    return {"type": "array", "items": of, "minItems": 1}


def thing(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


IMAGE = thing("id type", id=URI, type={"const": "Image"}, caption=WORDS)

PROFILE = thing(
    "id type", id=URI, type=kinds("Profile"), name=WORDS, url=URI, image=IMAGE
)

RELATED = thing(
    "id type", id=URI, type=kinds("Related"), inLanguage=LANGUAGE, version=WORDS
)

ACHIEVEMENT = thing(
    "id type criteria description name",
    id=URI,
    type=kinds("Achievement"),
    achievementType={"enum": ["Achievement", "Award", "Badge", "Certification"]},
    criteria=thing("", id=URI, narrative=WORDS),
    description=WORDS,
    name=WORDS,
    image=IMAGE,
    inLanguage=LANGUAGE,
    humanCode=WORDS,
    fieldOfStudy=WORDS,
    tag=things(WORDS),
    version=WORDS,
    related=things(RELATED),
    creator=PROFILE,
)

IDENTITY = thing(
    "type hashed identityHash identityType",
    type={"const": "IdentityObject"},
    hashed={"type": "boolean"},
    identityHash=WORDS,
    identityType={"enum": IDENTITIES},
    salt=WORDS,
)

SUBJECT = thing(
    "type achievement",
    id=URI,
    type=kinds("AchievementSubject"),
    achievement=ACHIEVEMENT,
    identifier=things(IDENTITY),
    licenseNumber=WORDS,
) | {"anyOf": [{"required": ["id"]}, {"required": ["identifier"]}]}

EVIDENCE = thing(
    "type",
    id=URI,
    type=kinds("Evidence"),
    name=WORDS,
    description=WORDS,
    narrative=WORDS,
    genre=WORDS,
    digestMultibase={"type": "string", "pattern": "^u[A-Za-z0-9_-]{46}$"},
)

STATUS = thing(
    "id type statusPurpose statusListIndex statusListCredential",
    id=URI,
    type={"const": "BitstringStatusListEntry"},
    statusPurpose={"enum": ["revocation", "suspension"]},
    statusListIndex={"type": "string", "pattern": "^(0|[1-9][0-9]*)$"},
    statusListCredential=URI,
    statusReference=URI,
)

CONTEXT = {
    "type": "array",
    "minItems": 2,
    "prefixItems": [
        {"const": "https://www.w3.org/ns/credentials/v2"},
        {
            "type": "string",
            "pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/"
            r"context(-3\.\d\.\d)*\.json$",
        },
    ],
}

CREDENTIAL = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **thing(
        "@context id type credentialSubject issuer validFrom iss jti nbf sub",
        id=URI,
        type={
            "allOf": [
                kinds("VerifiableCredential"),
                {
                    "contains": {
                        "enum": ["AchievementCredential", "OpenBadgeCredential"]
                    }
                },
            ]
        },
        name=WORDS,
        description=WORDS,
        image=IMAGE,
        awardedDate=MOMENT,
        credentialSubject=SUBJECT,
        evidence=things(EVIDENCE),
        issuer=PROFILE,
        validFrom=MOMENT,
        validUntil=MOMENT,
        credentialSchema=things(thing("id type", id=URI, type=WORDS)),
        credentialStatus=STATUS,
        iss=URI,
        jti=URI,
        sub=URI,
        nbf={"type": "integer"},
        exp={"type": "integer"},
    ),
}
CREDENTIAL["properties"]["@context"] = CONTEXT
