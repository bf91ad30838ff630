"""Letters before a certificate ends, and the days for somebody's calendar."""
