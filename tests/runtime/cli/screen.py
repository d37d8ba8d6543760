"""Terminal emulation for the control sequences that the wizard prints."""

from __future__ import annotations

import re

# A control sequence with its parameters and command, a control character, or any other character.
_PARTS = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|([\r\n\b])|([^\x1b\r\n\b])", re.DOTALL)


class _Screen:
    """Lines of a screen, and the position of its cursor."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.row = self.column = 0

    def execute(self, command: str, count: int) -> None:
        """Execute the command of a control sequence: move the cursor, or erase."""
        match command:
            case "A":  # up
                self.row = max(0, self.row - count)
            case "C":  # forward
                self.column += count
            case "D":  # back
                self.column = max(0, self.column - count)
            case "J":  # erase to the end of the screen
                del self.lines[self.row][self.column :]
                del self.lines[self.row + 1 :]
            case "K":  # erase to the end of the line
                del self.lines[self.row][self.column :]
            case _:  # colors and modes
                pass

    def move(self, character: str) -> None:
        """Move the cursor as a control character does."""
        if character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(0, self.column - 1)
        else:
            self.row += 1
            self.lines += [[] for _ in range(self.row + 1 - len(self.lines))]

    def write(self, character: str) -> None:
        """Write a character at the cursor."""
        line = self.lines[self.row]
        line += " " * (self.column + 1 - len(line))
        line[self.column] = character
        self.column += 1


def render(output: str) -> str:
    r"""Return the text that a terminal shows after this output, without spaces at the ends of lines.

    Example:
        >>> render("name: \x1b[1mx\x1b[0m\r\x1b[Jname: done\r\n")
        'name: done\n'
    """
    screen = _Screen()
    for parameters, command, control, character in _PARTS.findall(output):
        if command:
            screen.execute(command, int(parameters) if parameters.isdigit() else 1)
        elif control:
            screen.move(control)
        else:
            screen.write(character)
    return "\n".join("".join(line).rstrip() for line in screen.lines)
