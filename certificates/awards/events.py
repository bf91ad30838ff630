"""What this room tells the rooms above. Handlers run in the same transaction."""

from blinker import Signal

certificate_issued = Signal()
"""A certificate was issued: send(certificate, now=datetime)."""

certificate_revoked = Signal()
"""A certificate was revoked: send(certificate, now=datetime)."""
