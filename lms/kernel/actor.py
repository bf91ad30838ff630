"""Who is asking: the signed-in person as every room sees them."""

from dataclasses import dataclass, field

from lms.kernel.permissions import Permission


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with what they may do and the company they act for today.

    `person_id` is None for the system itself (the worker, a loader).
    """

    person_id: int | None
    name: str
    email: str = ""
    roles: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = field(default=frozenset(), repr=False)
    company_id: int | None = None
    company_slug: str | None = None
    company_name: str | None = None
    language: str | None = None
    theme: str | None = None
    sign_in_id: int | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def get_id(self) -> str:
        return str(self.person_id)

    @property
    def id(self) -> int:
        """The person's id, where only a person can stand."""
        if self.person_id is None:
            raise ValueError("the system is not a person")
        return self.person_id

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


SYSTEM = Actor(person_id=None, name="Laurel")


class Stranger:
    """Somebody who has not signed in may open public doors only."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    company_slug = None
    language = None
    theme = None
    roles: frozenset[str] = frozenset()

    def may(self, permission: Permission) -> bool:
        return permission is Permission.PUBLIC

    def get_id(self) -> None:
        return None
