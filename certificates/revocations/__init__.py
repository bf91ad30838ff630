"""Taking certificates back: for a while by one person, for good by two."""
