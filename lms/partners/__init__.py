"""Partners: recorded facts, the tier policy, and the scorecard they make.

The scorecard is one pure function of policy, facts and day; every page, export
and answer that shows a tier calls it.
"""
