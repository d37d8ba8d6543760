"""Texts in a standard form: the catalog's types `date`, `time`, `duration`, `uuid`, `uri` and `email`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic_core import CoreSchema, core_schema

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
    # A day of the calendar, years 1 to 9999.
    "date": f"^({_YEAR}-{_MONTH_AND_DAY}|{_LEAP_YEAR}-02-29)$",
    # A time of day as in RFC 3339, its offset optional.
    "time": r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?$",
    # A duration of ISO 8601 without a sign.
    "duration": f"^P([0-9]+W|{_DATE_SPAN}({_TIME_SPAN})?|{_TIME_SPAN})$",
    # 32 hexadecimal digits in five groups, of any version.
    "uuid": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
    # A scheme, a colon and the characters of RFC 3986.
    "uri": r"^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$",
    # An address with a domain name and without quotes.
    "email": rf"^{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+{_LABEL}$",
}
"""Pattern of each format. The compiler has the same table; a test compares them."""


def text_format(name: str, expected: str) -> CoreSchema:
    """Return the schema of a text in one of the formats; its error names the format instead of the long pattern.

    Args:
        name: The format's name in `TEXT_FORMATS`.
        expected: Description of the format for errors, with an example.
    """
    return core_schema.custom_error_schema(
        core_schema.str_schema(pattern=TEXT_FORMATS[name], strict=True),
        custom_error_type="text_format",
        custom_error_message=f"Input should be {expected}",
    )
