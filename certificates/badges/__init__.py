"""The certificate for programs: a signed Open Badges 3.0 credential, who issued it,
whether it still holds, and a badge to show."""
