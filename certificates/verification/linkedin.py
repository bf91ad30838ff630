"""A link that fills in LinkedIn's form for a certification: no script, no tracker."""

from urllib.parse import urlencode

from certificates.awards.models import Certificate
from certificates.badges.addresses import page_url
from lms.catalogue.queries import programme_at
from lms.kernel.i18n import in_language

FORM = "https://www.linkedin.com/profile/add"


def linkedin_url(certificate: Certificate) -> str:
    """With the parameters that LinkedIn documents ("Add to profile"): name, issuer,
    months of issue and expiry, address and number."""
    programme = programme_at(certificate.issued_at)
    issued, expires = certificate.issued_on, certificate.expires_on
    given = {
        "startTask": "CERTIFICATION_NAME",
        "name": in_language(
            certificate.certification_version.title, certificate.language
        ),
        "organizationName": programme.provider if programme else "Laurel",
        "issueYear": issued.year,
        "issueMonth": issued.month,
        "expirationYear": expires.year,
        "expirationMonth": expires.month,
        "certUrl": page_url(certificate.token),
        "certId": certificate.number,
    }
    return f"{FORM}?{urlencode(given)}"
