"""Orders for the press without a database: words that a test makes up."""

from dataclasses import replace
from typing import Any

from certificates.documents.look import Colours, Look
from certificates.documents.paper import Paper, Signer
from certificates.documents.press import kind_of, sheet_of
from certificates.documents.rules.sizes import PaperSize
from certificates.documents.sheets import Order
from tests.certificates.prints import EKATERINA, MARK

SIGNERS = {
    "en": (
        Signer(
            "Ingrid Solberg",
            "Head of the Partner Network",
            "M6 38C22 6 34 2 34 16S20 48 30 42 52 14 56 20 46 40 54 38 70 22 74 26 "
            "70 38 78 36 92 26 96 29 104 38 120 30 150 22 168 26",
        ),
        Signer("Daniel Okafor", "Director of Certification", ""),
    ),
    "ru": (
        Signer("Ингрид Сульберг", "Руководитель партнёрской сети", ""),
        Signer("Даниэль Окафор", "Директор по сертификации", ""),
    ),
}
PAPERS = {
    "en": Paper(
        language="en",
        provider="Nimbus Cloud",
        network="Partner Network",
        level="Foundations",
        holder="Ekaterina Sokolova",
        company="Northlight Systems",
        title="Cloud Foundations",
        summary="The common ground for everybody who sells or supports Nimbus Cloud.",
        number="NB-6B86-B273-FF34",
        edition=1,
        issued_on="2026-11-28",
        issued="28 November 2026",
        expires="28 November 2028",
        signers=SIGNERS["en"],
        address="https://learn.nimbus.example/v/Zk3qP0v9xQm1aB7cD4eFgH",
        check_at="learn.nimbus.example/verify",
        is_co_branded=True,
        partner_mark="",
    ),
    "ru": Paper(
        language="ru",
        provider="Nimbus Cloud",
        network="Партнёрская сеть",
        level="Architect",
        holder=EKATERINA,
        company="ООО «Северные облачные технологии»",
        title="Облачный архитектор",
        summary="Проектирует на Nimbus Cloud то, на что может положиться компания.",
        number="NB-6B86-B273-FF34",
        edition=1,
        issued_on="2026-11-28",
        issued="28 ноября 2026",
        expires="28 ноября 2028",
        signers=SIGNERS["ru"],
        address="https://learn.nimbus.example/v/Zk3qP0v9xQm1aB7cD4eFgH",
        check_at="learn.nimbus.example/verify",
        is_co_branded=False,
        partner_mark="",
    ),
}


def a_look(size: str = "a4", level: str = "Foundations") -> Look:
    colours = Colours(accent="#0a746d")
    return Look(PaperSize(size), colours, level, level.lower(), MARK, "")


def an_order(
    *names: str, language: str = "en", size: str = "a4", **words: Any
) -> Order:
    """Sheets in two layers; one for each name, or one for the usual name."""
    paper = replace(PAPERS[language], **words)
    look = a_look(size, paper.level)
    papers = [replace(paper, holder=name) for name in names] or [paper]
    sheets = (sheet_of(p, look, credential="a.b.c", layer="over") for p in papers)
    return Order(kind_of(paper, look), tuple(sheets))


def in_one_pass(order: Order, *, language: str = "en", size: str = "a4") -> Order:
    """The usual name's certificate, drawn without layers."""
    paper = PAPERS[language]
    look = a_look(size, paper.level)
    sheet = sheet_of(paper, look, credential="a.b.c", layer="all")
    return Order(order.kind, (sheet,), is_whole=True)
