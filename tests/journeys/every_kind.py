"""An exam with a question of every kind, one of them about a case study."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from exams.papers.models import ExamVersion
from lms.kernel import clock
from lms.kernel.db import db, transaction
from question_banks.items import images
from question_banks.items.models import (
    Domain,
    ExhibitVersion,
    Question,
    QuestionKey,
    QuestionVersion,
)
from tests.exams.an_exam import an_exam

Texts = dict[str, str]


def en_ru(en: str, ru: str) -> Texts:
    return {"en": en, "ru": ru}


def every_kind(**fields: Any) -> ExamVersion:
    """One question of each kind, and a case study with two questions."""
    prepared = images.prepared(_plan())
    images.keep(prepared)
    version = an_exam(blueprint={"core": len(QUESTIONS)}, **fields)
    now = clock.now()
    with transaction():
        domain = db.session.query(Domain).filter_by(bank_id=version.exam.bank_id).one()
        for old in db.session.query(Question).filter_by(bank_id=domain.bank_id):
            old.retired_at = now
        exhibit = ExhibitVersion(
            bank_id=domain.bank_id,
            key="halden",
            number=1,
            digest="halden",
            published_at=now,
            title=en_ru("Halden Freight", "«Халден Фрахт»"),
            body=CASE,
        )
        db.session.add(exhibit)
        db.session.flush()
        picture = {
            "name": prepared.name,
            "width": prepared.width,
            "height": prepared.height,
            "alt": en_ru("Plan of a network with three boxes", "План сети: три блока"),
        }
        for code, question in QUESTIONS.items():
            _add(domain, code, question, exhibit.id, picture)
    return version


def _add(
    domain: Domain, code: str, question: dict[str, Any], exhibit: int, picture: Any
) -> None:
    now = clock.now()
    row = Question(bank_id=domain.bank_id, code=code, created_at=now)
    db.session.add(row)
    db.session.flush()
    fields = {"options": [], "body": {}, **question}
    right, expected = fields.pop("right", []), fields.pop("expected", {})
    if fields["kind"] == "hotspot":
        fields["body"] = {"image": picture}
    if code.startswith("case"):
        fields["exhibit_version_id"] = exhibit
    version = QuestionVersion(
        question_id=row.id,
        number=1,
        domain=domain,
        difficulty=1,
        digest=code,
        published_at=now,
        **fields,
    )
    db.session.add(version)
    db.session.flush()
    db.session.add(
        QuestionKey(
            version_id=version.id, right=right, expected=expected, rationale={"en": "-"}
        )
    )
    row.current_version_id = version.id


def _options(*texts: tuple[str, str], prefix: str = "") -> list[dict[str, Any]]:
    letters = "abcdefghij"
    return [
        {"id": prefix + letters[n], "text": en_ru(*text)}
        for n, text in enumerate(texts)
    ]


def _plan() -> bytes:
    picture = Image.new("RGB", (900, 420), "white")
    draw = ImageDraw.Draw(picture)
    for n in range(3):
        left = 60 + 290 * n
        draw.rectangle((left, 140, left + 200, 260), outline="black", width=4)
        if n:
            draw.line((left - 90, 200, left, 200), fill="black", width=4)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


CASE = en_ru(
    "Halden Freight keeps its order system in Oslo and runs the rest in one region "
    "with two zones.\n\n### Measured last quarter\n\n| Path | Median | Outages |\n"
    "|---|---|---|\n| Oslo to zone A | 11 ms | 0 |\n| Oslo to zone B | 74 ms | 2 |\n\n"
    "The company must reach the warehouse when zone A is lost.",
    "Система заказов «Халден Фрахт» стоит в Осло, остальное работает в одном регионе "
    "с двумя зонами.\n\n### Измерено за квартал\n\n| Путь | Медиана | Сбои |\n"
    "|---|---|---|\n| Осло — зона A | 11 мс | 0 |\n| Осло — зона B | 74 мс | 2 |\n\n"
    "Склад должен быть доступен и при потере зоны A.",
)
QUESTIONS: dict[str, dict[str, Any]] = {
    "single": {
        "kind": "single",
        "prompt": en_ru(
            "A replica stays in `Pending` with this event:\n\n```\nWarning  "
            "FailedScheduling  0/9 nodes are available\n```\n\nWhat do you change?",
            "Реплика остаётся в состоянии `Pending`:\n\n```\nWarning  "
            "FailedScheduling  0/9 nodes are available\n```\n\nЧто вы измените?",
        ),
        "options": _options(
            ("Move the data to regional volumes", "Перенести данные на тома региона"),
            ("Raise the priority of the service", "Повысить приоритет сервиса"),
            ("Add a disruption budget", "Добавить бюджет прерываний"),
        ),
        "right": ["a"],
    },
    "true": {
        "kind": "true_false",
        "prompt": en_ru("A snapshot is a backup.", "Снимок — это резервная копия."),
        "options": _options(("True", "Верно"), ("False", "Неверно")),
        "right": ["b"],
    },
    "multiple": {
        "kind": "multiple",
        "scoring": "partial",
        "points": 2,
        "prompt": en_ru("Which are regional?", "Что относится к региону?"),
        "options": _options(
            ("Buckets", "Бакеты"),
            ("Volumes", "Тома"),
            ("Balancers", "Балансировщики"),
            ("Addresses", "Адреса"),
        ),
        "right": ["a", "c"],
    },
    "matching": {
        "kind": "matching",
        "scoring": "partial",
        "points": 3,
        "prompt": en_ru("Which service fits?", "Какой сервис подходит?"),
        "options": _options(
            ("Object storage", "Объектное хранилище"),
            ("Managed database", "Управляемая база данных"),
            ("Message queue", "Очередь сообщений"),
        ),
        "body": {
            "stems": [
                {"id": "s1", "text": en_ru("Nightly exports", "Ночные выгрузки")},
                {"id": "s2", "text": en_ru("Orders and stock", "Заказы и остатки")},
            ]
        },
        "expected": {"pairs": {"s1": "a", "s2": "b"}},
    },
    "ordering": {
        "kind": "ordering",
        "prompt": en_ru("Order the steps of a move.", "Расставьте шаги переноса."),
        "options": _options(
            ("Copy the data", "Скопировать данные"),
            ("Stop the writers", "Остановить запись"),
            ("Switch the addresses", "Переключить адреса"),
        ),
        "expected": {"order": ["a", "b", "c"]},
    },
    "numeric": {
        "kind": "numeric",
        "prompt": en_ru("What does it cost a month?", "Сколько это стоит в месяц?"),
        "body": {"unit": en_ru("EUR", "евро")},
        "expected": {"value": "12.5", "tolerance": "0.5"},
    },
    "text": {
        "kind": "text",
        "prompt": en_ru(
            "Where do messages go that cannot be handled?",
            "Куда попадают сообщения, которые не удалось обработать?",
        ),
        "expected": {"accepted": ["dead-letter queue"]},
    },
    "cloze": {
        "kind": "cloze",
        "scoring": "partial",
        "prompt": en_ru(
            "A zone is part of a [[1]]. What must outlive it is kept in [[2]].",
            "Зона — часть [[1]]. Что должно её пережить, хранят в [[2]].",
        ),
        "body": {
            "gaps": [
                {
                    "id": "g1",
                    "options": _options(
                        ("region", "региона"), ("rack", "стойки"), prefix="g1"
                    ),
                },
                {
                    "id": "g2",
                    "options": _options(
                        ("two zones", "двух зонах"),
                        ("one zone", "одной зоне"),
                        prefix="g2",
                    ),
                },
            ]
        },
        "expected": {"pairs": {"g1": "g1a", "g2": "g2a"}},
    },
    "hotspot": {
        "kind": "hotspot",
        "prompt": en_ru(
            "Where does the line have no second path?", "Где у линии нет второго пути?"
        ),
        "expected": {"areas": [{"rect": [100, 200, 300, 400]}]},
    },
    "case-1": {
        "kind": "single",
        "prompt": en_ru("What fails first?", "Что откажет первым?"),
        "options": _options(("The gateway", "Шлюз"), ("The database", "База данных")),
        "right": ["a"],
    },
    "case-2": {
        "kind": "multiple",
        "prompt": en_ru("Which two changes are needed?", "Какие два изменения нужны?"),
        "options": _options(
            ("A second gateway", "Второй шлюз"),
            ("A second tunnel", "Второй туннель"),
            ("More nodes", "Больше узлов"),
        ),
        "right": ["a", "b"],
    },
}
