"""GitHub formats: workflow annotations and cells of Markdown tables.

The first follow https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from __future__ import annotations


def annotation(
    level: str, title: str, message: str, file: str = "", line: int = 0, column: int = 0, end_column: int = 0
) -> str:
    """Write an annotation.

    Args:
        level: error, warning or notice.
        title: Its title, such as a code.
        message: What it says.
        file: The file it is about, empty if it is about the whole.
        line: The line, from 1; 0 for the whole file.
        column: The column, from 1; 0 for the whole line.
        end_column: The column behind it on the same line; 0 where it ends elsewhere.

    Example:
        >>> annotation("error", "EVO111", "order.placed: broken", "events.yaml", 3, 7)
        '::error file=events.yaml,line=3,col=7,title=EVO111::order.placed: broken'
    """
    place = {"file": file, "line": line, "col": column, "endColumn": end_column, "title": title}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{level} {properties}::{_data(message)}"


def cell(value: object) -> str:
    """Write a cell of a Markdown table."""
    return str(value).replace("|", "\\|").replace("\n", " ")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
