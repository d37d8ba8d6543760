"""Caches of the compiler: the record of the last run, and the store of rendered output.

`up_to_date` recognizes a run that has nothing to do, before anything else is imported. `store` keeps rendered output by
the hash of its inputs. Both can be deleted at any time.
"""
