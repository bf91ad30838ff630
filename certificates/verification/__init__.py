"""The public page that says whether a certificate is good."""
