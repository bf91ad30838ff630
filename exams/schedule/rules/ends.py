"""When the last candidates of a window end, for those with more time too."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FACTORS = (100, 150, 200)
"""What a window is looked at with before it is made, in per cent."""


@dataclass(frozen=True, slots=True)
class End:
    """Who starts last, with this factor, ends at `ends_at` and loses `cut`."""

    factor: int
    time: timedelta
    ends_at: datetime
    cut: timedelta

    @property
    def minutes(self) -> int:
        return self.time // timedelta(minutes=1)

    @property
    def lost_minutes(self) -> int:
        """Rounded up: a minute that is partly lost is lost."""
        return -(-self.cut // timedelta(minutes=1))


def deadline(
    started_at: datetime, time: timedelta, ends_at: datetime | None
) -> datetime:
    """The whole time, unless a hard end comes before."""
    wanted = started_at + time
    return wanted if ends_at is None else min(wanted, ends_at)


def ends(
    seconds: int, latest_start_at: datetime, ends_at: datetime | None
) -> list[End]:
    """The end of who starts at the last moment, for each of FACTORS."""
    return [_end(seconds, factor, latest_start_at, ends_at) for factor in FACTORS]


def _end(seconds: int, factor: int, latest: datetime, ends_at: datetime | None) -> End:
    time = timedelta(seconds=seconds) * factor / 100
    end = deadline(latest, time, ends_at)
    return End(factor, time, end, latest + time - end)
