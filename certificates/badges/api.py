"""Credentials for programs of their holder."""

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask.typing import ResponseReturnValue
from flask_login import current_user

from certificates.awards.queries import own_certificate
from certificates.badges import answers
from lms.kernel.permissions import Permission, allow

bp = APIBlueprint("badges_api", __name__, url_prefix="/api/v1", tag="Certificates")


@bp.get("/certificates/<number>/credential")
@allow(Permission.OWN_CERTIFICATES)
@bp.output(FileSchema(type="string"), content_type=answers.JWT)
@bp.doc(
    summary="A certificate of yours as a verifiable credential",
    description="Open Badges 3.0, signed: a compact JWS with EdDSA.",
    responses={
        404: "No such certificate, or not yours",
        410: "The certificate is revoked",
    },
)
def show_credential(number: str) -> ResponseReturnValue:
    return answers.credential_file(own_certificate(number, by=current_user))
