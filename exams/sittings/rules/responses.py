"""What a candidate may answer to each kind of question, and how it is kept.

The browser names the parts of a question by tokens of its own attempt; what is
kept names them by the ids of the question's version. Single and multiple: a list
of options.
"""

from collections.abc import Mapping
from enum import StrEnum

Response = list[str]
"""An answer, in tokens or in ids; empty when the question is not answered."""


class Misfit(StrEnum):
    """Why an answer does not fit its question."""

    UNKNOWN = "unknown"
    TOO_MANY = "too_many"


def misfit(kind: str, names: Mapping[str, str], response: Response) -> Misfit | None:
    """What is wrong with an answer in tokens; `names` is {token: id}."""
    if len(set(response)) != len(response) or any(t not in names for t in response):
        return Misfit.UNKNOWN
    if kind == "single" and len(response) > 1:
        return Misfit.TOO_MANY
    return None


def kept(kind: str, names: Mapping[str, str], response: Response) -> Response:
    """A fitting answer in ids; `names` is {token: id}."""
    return sorted(names[token] for token in response)


def shown(kind: str, names: Mapping[str, str], held: Response) -> Response:
    """What is held, in tokens; `names` is {id: token}."""
    return [names[part] for part in held]
