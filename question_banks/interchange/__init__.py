"""Questions from and to other systems' files."""
