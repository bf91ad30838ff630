"""Who reacts to which event: all of it, on one page."""


def connect() -> None:
    """Join the rooms. Handlers run in the sender's transaction."""
