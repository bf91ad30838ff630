"""What a PDF says about itself: PDF/A-3a and PDF/UA-1, both in one file.

WeasyPrint claims one of the two; a second packet beside its own would be lost when the
seal writes the packet anew. So the second claim goes into the same RDF, with the
description that PDF/A asks for of a schema it does not know (ISO 19005-3, 6.6.2.3).
"""

from datetime import UTC, datetime
from typing import Any

import pydyf
from weasyprint.pdf.metadata import DocumentMetadata

CREDENTIAL_TYPE = "/application#2fvc+jwt"
"""The media type of a credential as a JWT (W3C VC-JOSE-COSE), as a PDF name."""

END = b"</rdf:RDF>"
BOTH = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 it conforms to</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class Conforming(DocumentMetadata):
    def generate_rdf_metadata(self, *claim: Any) -> bytes:
        written: bytes = super().generate_rdf_metadata(*claim)
        return written.replace(END, BOTH + END)


def name_the_files(pdf: pydyf.PDF) -> None:
    """Give attached files their media type, and name each once: WeasyPrint does not
    know the one, and does the other twice."""
    for found in pdf.objects:
        if getattr(found, "extra", {}).get("Type") == "/EmbeddedFile":
            found.extra["Subtype"] = CREDENTIAL_TYPE
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def dated(day: str) -> datetime:
    """The beginning of a day written as 2026-11-28."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
