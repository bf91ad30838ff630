"""The register: all certificates, for those who answer for them."""
