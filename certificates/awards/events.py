"""What this room tells the rooms above. Handlers run in the same transaction."""

from blinker import Signal

certificate_issued = Signal()
"""A certificate was issued: send(its id)."""

certificate_revoked = Signal()
"""A certificate was revoked: send(certificate, now=datetime)."""

certificate_suspended = Signal()
"""A certificate was suspended: send(certificate, now=datetime)."""

certificate_reinstated = Signal()
"""A suspension has ended: send(certificate, now=datetime)."""

certificate_corrected = Signal()
"""A certificate has a new edition: send(certificate, now=datetime)."""
