"""The certificate on paper: rendered by the worker, stored once."""
