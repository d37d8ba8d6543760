"""Work the compiler skips: runs in which nothing changed, and output that it has rendered before.

`up_to_date` recognizes a run that has nothing to do, before anything else is imported. `store` keeps rendered output by
what it was rendered from. Both may be deleted at any time.
"""
