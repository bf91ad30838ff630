"""What the worker does every five seconds, beside its queue."""

from lms import worker


def test_a_step_that_fails_stops_no_other_and_is_tried_again(app, monkeypatch):
    done = []

    def refused() -> None:
        done.append("refused")
        raise OSError("no right to delete")

    monkeypatch.setattr(worker, "ROUND", (refused, lambda: done.append("counted")))

    worker._one_round(app)
    worker._one_round(app)

    assert done == ["refused", "counted"] * 2
