"""Formats of strings, such as `date` and `uuid`: each is one pattern, so all validators agree.

The schemas hold the pattern without JSON Schema's `format`, whose meaning differs between validators: zod's `time`
refuses an offset, ajv's requires one. The runtime has the same table; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cgk_codegen.json_schema import Schema, is_date_time

_YEAR: Final = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_LEAP_YEAR: Final = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][48]|[13579][26]|[2468]0)00)"
_MONTH_AND_DAY: Final = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_HOURS: Final = "[0-9]+H([0-9]+M)?([0-9]+(\\.[0-9]+)?S)?"
_MINUTES: Final = "[0-9]+M([0-9]+(\\.[0-9]+)?S)?"
_TIME_SPAN: Final = f"T({_HOURS}|{_MINUTES}|[0-9]+(\\.[0-9]+)?S)"
_DATE_SPAN: Final = "([0-9]+Y([0-9]+M)?([0-9]+D)?|[0-9]+M([0-9]+D)?|[0-9]+D)"
_ATOM: Final = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"

TEXT_FORMATS: Final[Mapping[str, str]] = {
    "date": f"^({_YEAR}-{_MONTH_AND_DAY}|{_LEAP_YEAR}-02-29)$",
    "time": r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?$",
    "duration": f"^P([0-9]+W|{_DATE_SPAN}({_TIME_SPAN})?|{_TIME_SPAN})$",
    "uuid": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
    "uri": r"^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$",
    "email": rf"^{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+{_LABEL}$",
}
"""Pattern of each format.

`date` is a day of the calendar (years 1 to 9999), `time` a time of day with an optional offset (RFC 3339), `duration`
one of ISO 8601 without a sign, `uuid` 32 hexadecimal digits in five groups, `uri` a scheme and the characters of
RFC 3986, `email` an address with a domain name and without quotes.
"""

TEXT_SAMPLES: Final[Mapping[str, str]] = {
    "date": "2026-01-31",
    "time": "09:30:00Z",
    "duration": "PT36H",
    "uuid": "0b6f5a52-3b53-4b8e-9f0c-3f6f0a1d2c3e",
    "uri": "https://example.com/",
    "email": "ada@example.org",
}
"""A valid text of each format."""

_NAMES_BY_PATTERN: Final = {pattern: name for name, pattern in TEXT_FORMATS.items()}


def text_format(schema: Schema) -> str | None:
    """Return the name of a string schema's format, such as date-time or email, None without a format."""
    if is_date_time(schema):
        return "date-time"
    pattern = schema.get("pattern")
    return None if pattern is None else _NAMES_BY_PATTERN.get(pattern)
