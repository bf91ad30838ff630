"""The receipt of an attempt: what our server held at the end, signed by us.

It names no question and no answer: for each position the fingerprint of what was
held. Who has the answer can prove it was that one; who has not learns nothing.
"""
