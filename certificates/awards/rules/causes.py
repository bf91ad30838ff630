"""Why a certificate is taken back, for a while or for good: one word to count by.

A sentence always stands beside it; people read the sentence.
"""

from enum import StrEnum


class Cause(StrEnum):
    MISCONDUCT = "misconduct"
    IRREGULARITY = "irregularity"
    IDENTITY = "identity"
    ISSUED_IN_ERROR = "issued_in_error"
    LEGAL = "legal"
    HOLDERS_REQUEST = "holders_request"
    KEY_COMPROMISE = "key_compromise"
    OTHER = "other"
