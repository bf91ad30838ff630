"""Question banks: what may be asked, who wrote it, who agreed.

A question is an identity; a version is its text, which never changes; a draft
is where the next version is written and reviewed. The key (which options are
right, and why) lies in a table of its own, so that a page for candidates
cannot fetch it by accident.
"""
