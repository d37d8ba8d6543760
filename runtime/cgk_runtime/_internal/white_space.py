"""White space as JavaScript defines it, which `dotenv` and the TypeScript package trim from values and options."""

from typing import Final

SPACES: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""The characters, for `str.strip` and for character classes of regular expressions."""
