"""What can be earned: the provider, its programme and its certifications.

Everything here comes from a programme folder (lms.library) and is versioned:
loading a changed folder adds versions and never edits one.
"""
