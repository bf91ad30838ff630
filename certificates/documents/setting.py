"""A certificate with everything that shapes its file, and the name of that file."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from flask import current_app
from flask_babel import force_locale, gettext

from certificates.awards.models import Certificate
from certificates.badges.credential import credential_for
from certificates.documents import design, queries
from certificates.documents.look import Look, look_of
from certificates.documents.paper import Paper, paper_for
from certificates.documents.sealing import Sealer, stamps_from
from certificates.keys.ring import seal_key


@dataclass(frozen=True, slots=True)
class Setting:
    """`key` is the hash of words, edition, look, design, software, credential (which
    names its key) and the key and level of the seal."""

    certificate_id: int
    paper: Paper
    look: Look
    credential: str
    seal_label: str
    design: str
    key: str

    @property
    def storage_key(self) -> str:
        return f"certificates/{self.key}.pdf"

    def order(self) -> tuple[str, ...]:
        """Those with the same value may be drawn together."""
        paper, look = self.paper, self.look
        return (
            paper.language,
            look.key,
            paper.title,
            paper.summary,
            str(paper.is_co_branded),
            json.dumps(asdict(look)),
            json.dumps([asdict(signer) for signer in paper.signers]),
        )


def sealer_now() -> Sealer:
    """Seals with the key of this moment. Raises NoKey."""
    settings = current_app.config["SETTINGS"]
    stamps = stamps_from(settings.timestamp_url, settings.timestamp_roots)
    return Sealer(seal_key(), stamps)


def settings_of(certificates: Iterable[Certificate], sealer: Sealer) -> list[Setting]:
    """Everything of each; asks the database."""
    versions = queries.programmes()
    found = []
    for certificate in certificates:
        programme = queries.of_the_day(versions, certificate.issued_at)
        paper = paper_for(certificate, programme)
        look, credential = look_of(certificate, programme), credential_for(certificate)
        found.append(
            Setting(
                certificate_id=certificate.id,
                paper=paper,
                look=look,
                credential=credential,
                seal_label=_seal_label(paper),
                design=design.digest(),
                key=_key(paper, look, credential, sealer),
            )
        )
    return found


def _key(paper: Paper, look: Look, credential: str, sealer: Sealer) -> str:
    everything = {
        "paper": asdict(paper),
        "look": asdict(look),
        "design": design.digest(),
        "credential": credential,
        "seal": [sealer.key.kid, sealer.level],
    }
    plain = json.dumps(everything, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _seal_label(paper: Paper) -> str:
    with force_locale(paper.language):
        return str(gettext("Seal of %(provider)s", provider=paper.provider))
