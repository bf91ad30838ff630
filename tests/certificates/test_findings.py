"""What a file turned out to be, from everything that was found in it."""

from hypothesis import given
from hypothesis import strategies as st

from certificates.verification.rules.findings import (
    NOT_OURS,
    Credential,
    Findings,
    Outcome,
    Seal,
)

ANYTHING = st.builds(
    Findings,
    seal=st.sampled_from(Seal),
    credential=st.sampled_from(Credential),
    is_stored=st.booleans(),
    is_earlier=st.booleans(),
    is_readable=st.booleans(),
    is_on_record=st.booleans(),
)
WHOLE = (Outcome.GENUINE, Outcome.EARLIER)


@given(ANYTHING)
def test_what_we_keep_is_genuine_and_nothing_else_is_without_seal_and_credential(found):
    if found.is_stored:
        assert found.outcome in WHOLE
    elif found.outcome in WHOLE:
        assert found.seal is Seal.GOOD
        assert found.credential in (Credential.GOOD, Credential.EARLIER)
        assert found.is_readable


@given(ANYTHING)
def test_a_file_that_names_a_certificate_of_ours_is_never_called_foreign(found):
    if found.is_on_record:
        assert found.outcome not in (Outcome.FOREIGN, Outcome.UNREADABLE)


@given(ANYTHING)
def test_a_file_is_foreign_only_if_nothing_in_it_is_ours(found):
    if found.outcome is Outcome.FOREIGN:
        assert found.seal in (Seal.NONE, Seal.FOREIGN)
        assert found.credential in NOT_OURS


@given(ANYTHING)
def test_only_a_stolen_key_makes_a_file_untrusted(found):
    if found.outcome is Outcome.UNTRUSTED:
        assert Seal.UNTRUSTED is found.seal or Credential.UNTRUSTED is found.credential
        assert found.seal in (Seal.GOOD, Seal.UNTRUSTED)
