"""When an exam may be started, and by whom: windows, groups and vouchers.

A window says when one may start (from, until) and, if it has a hard end, when
everybody's time is over. A group is a named list of candidates. A voucher is a
code that lets one start happen.
"""
