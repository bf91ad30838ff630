"""The keys we sign with: their public halves as rows, their private halves elsewhere.

A key has a purpose and a kid; one key of each purpose is current. The private half
lies in a file of LMS_KEYS_DIR, or in a key service that signs for us.
"""
