"""The record of a certificate: who, what, from when until when, and why."""
