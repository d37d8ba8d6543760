"""Check of a database's address."""

from __future__ import annotations

import re

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from cgk_runtime.errors import ConfigurationError


def check_address(address: str, name: str, component: str) -> None:
    """Check that an address can be read, because psycopg's errors would repeat parts of its password.

    Args:
        address: A connection string.
        name: The name of its setting, for the error text.
        component: The component that the error names.

    Raises:
        ConfigurationError: The address cannot be read.
    """
    try:
        parameters = conninfo_to_dict(address)
    except ProgrammingError:
        parameters = {"port": "invalid"}
    # The parts of a password before and after an unescaped `@` or `/` would be read as a port and a host. Parameters
    # after `?` may have both characters.
    if (
        "@" in str(parameters.get("host"))[1:]
        or not re.fullmatch("[0-9,]*", str(parameters.get("port", "")))
        or re.match("postgres(ql)?://[^?]*/[^?]*@", address)
    ):
        raise ConfigurationError(
            f"{name} cannot be read; use an address such as postgresql://user:password@host/database, and escape "
            "special characters of the password: %40 for @, %2F for /, %25 for %, %20 for a space",
            component=component,
        )
