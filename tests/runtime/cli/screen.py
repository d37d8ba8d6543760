"""Terminal emulation, as far as the wizard's output needs it."""

from __future__ import annotations

import re

_PARTS = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|([\r\n\b])|([^\x1b\r\n\b])", re.DOTALL)


class _Screen:
    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.row = self.column = 0

    def move(self, command: str, count: int) -> None:
        match command:
            case "A":
                self.row = max(0, self.row - count)
            case "C":
                self.column += count
            case "D":
                self.column = max(0, self.column - count)
            case "J":
                del self.lines[self.row][self.column :]
                del self.lines[self.row + 1 :]
            case "K":
                del self.lines[self.row][self.column :]
            case _:  # colors and modes
                pass

    def control(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(0, self.column - 1)
        else:
            self.row += 1
            self.lines += [[] for _ in range(self.row + 1 - len(self.lines))]

    def write(self, character: str) -> None:
        line = self.lines[self.row]
        line += " " * (self.column + 1 - len(line))
        line[self.column] = character
        self.column += 1


def rendered(output: str) -> str:
    r"""Return the lines without trailing blanks.

    Example:
        >>> rendered("name: \x1b[1mx\x1b[0m\r\x1b[Jname: done\r\n")
        'name: done\n'
    """
    screen = _Screen()
    for numbers, command, control, text in _PARTS.findall(output):
        if command:
            screen.move(command, int(numbers) if numbers.isdigit() else 1)
        elif control:
            screen.control(control)
        else:
            screen.write(text)
    return "\n".join("".join(line).rstrip() for line in screen.lines)
