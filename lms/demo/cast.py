"""Who is who in the demonstration, and what they have earned and done."""

from dataclasses import dataclass

from lms.accounts.rules.roles import Role
from lms.partners.rules.facts import Kind

DEMO_PASSWORD = "laurel-demo-2026"  # noqa: S105  printed on purpose, see README.md


@dataclass(frozen=True, slots=True)
class Holding:
    """A certificate that ends `ends_in` days after today; it may be in the past."""

    certification: str
    ends_in: int


@dataclass(frozen=True, slots=True)
class DemoPerson:
    email: str
    name: str
    role: Role
    language: str = "en"
    holds: tuple[Holding, ...] = ()
    shows_name: bool = False
    """To whoever checks their certificates."""


@dataclass(frozen=True, slots=True)
class DemoFact:
    """Recorded `days_ago`; revenue in whole cents."""

    kind: Kind
    days_ago: int
    note: str
    amount: int = 1


@dataclass(frozen=True, slots=True)
class DemoCompany:
    slug: str
    name: str
    country: str
    people: tuple[DemoPerson, ...]
    facts: tuple[DemoFact, ...]


NORTHLIGHT = DemoCompany(
    slug="northlight",
    name="Northlight Systems",
    country="SE",
    people=(
        # Holds nothing: the way from the first lesson to the certificate is hers.
        DemoPerson(
            "emma.sandberg@northlight.example",
            "Emma Sandberg",
            Role.ENGINEER,
            shows_name=True,
        ),
        DemoPerson(
            "erik.johansson@northlight.example",
            "Erik Johansson",
            Role.ENGINEER,
            holds=(Holding("foundations", 512),),
        ),
        DemoPerson(
            "sara.lindgren@northlight.example",
            "Sara Lindgren",
            Role.ENGINEER,
            holds=(Holding("foundations", 75), Holding("architect", 430)),
            shows_name=True,
        ),
        DemoPerson(
            "mikael.berg@northlight.example",
            "Mikael Berg",
            Role.ENGINEER,
            holds=(Holding("foundations", 38),),
        ),
        DemoPerson(
            "johan.nystrom@northlight.example",
            "Johan Nyström",
            Role.ENGINEER,
            holds=(Holding("foundations", -47),),
        ),
        DemoPerson(
            "astrid.lindqvist@northlight.example",
            "Astrid Lindqvist",
            Role.PARTNER_ADMIN,
        ),
    ),
    facts=(
        DemoFact(Kind.AGREEMENT_SIGNED, 700, "Partner agreement"),
        DemoFact(Kind.BASIC_TRAINING, 650, "Cloud Foundations course"),
        DemoFact(Kind.IMPLEMENTATION, 410, "Web shop of a furniture chain"),
        DemoFact(Kind.IMPLEMENTATION, 205, "Booking system of a ferry line"),
        DemoFact(Kind.IMPLEMENTATION, 60, "Patient portal of a county"),
        DemoFact(Kind.REVENUE, 290, "First half of the year", 7_420_000),
        DemoFact(Kind.REVENUE, 110, "Third quarter", 5_185_000),
    ),
)

SEVERNYE_OBLAKA = DemoCompany(
    slug="severnye-oblaka",
    name="Северные облачные технологии",
    country="RU",
    people=(
        DemoPerson(
            "ekaterina.sokolova@severnye-oblaka.example",
            "Екатерина Соколова",
            Role.ENGINEER,
            "ru",
            shows_name=True,
        ),
        DemoPerson(
            "dmitry.kuznetsov@severnye-oblaka.example",
            "Дмитрий Кузнецов",
            Role.ENGINEER,
            "ru",
            holds=(Holding("foundations", 366),),
        ),
        DemoPerson(
            "natalia.fedorova@severnye-oblaka.example",
            "Наталья Фёдорова",
            Role.ENGINEER,
            "ru",
            holds=(Holding("foundations", 21),),
        ),
        DemoPerson(
            "alexey.smirnov@severnye-oblaka.example",
            "Алексей Смирнов",
            Role.ENGINEER,
            "ru",
            holds=(Holding("foundations", -130),),
        ),
        DemoPerson(
            "maria.orlova@severnye-oblaka.example",
            "Мария Орлова",
            Role.PARTNER_ADMIN,
            "ru",
        ),
    ),
    facts=(
        DemoFact(Kind.AGREEMENT_SIGNED, 420, "Партнёрское соглашение"),
        DemoFact(Kind.BASIC_TRAINING, 380, "Курс Cloud Foundations"),
        DemoFact(Kind.IMPLEMENTATION, 150, "Складской учёт сети аптек"),
        DemoFact(Kind.REVENUE, 140, "Первое полугодие", 2_360_000),
    ),
)

COMPANIES = (NORTHLIGHT, SEVERNYE_OBLAKA)

STAFF = (
    DemoPerson("nadia.haddad@nimbus.example", "Nadia Haddad", Role.AUTHOR),
    DemoPerson("tom.becker@nimbus.example", "Tom Becker", Role.REVIEWER),
    DemoPerson("lucia.romano@nimbus.example", "Lucia Romano", Role.GRADER),
    DemoPerson("henrik.dahl@nimbus.example", "Henrik Dahl", Role.PROGRAMME_MANAGER),
    DemoPerson("ines.carvalho@nimbus.example", "Inês Carvalho", Role.ADMIN),
    DemoPerson("pavel.novikov@nimbus.example", "Павел Новиков", Role.AUDITOR, "ru"),
)
