"""`cgk completion bash|zsh|fish`: shell completion by argcomplete."""

from __future__ import annotations

import argparse
import os

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.cli.commands import find_command, load_command
from cgk_runtime.cli.parser import build_parser


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = "Print the script that lets your shell complete commands, options and event names."
    parser.epilog = (
        "Add one line to your shell's startup file:\n\n"
        '  eval "$(cgk completion bash)"         # ~/.bashrc\n'
        '  eval "$(cgk completion zsh)"          # ~/.zshrc, after compinit\n'
        "  cgk completion fish | source          # ~/.config/fish/config.fish"
    )
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="your shell")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    require("argcomplete", "cli", "completion")
    import argcomplete.shell_integration

    print(argcomplete.shell_integration.shellcode(["cgk"], shell=options.shell))
    return 0


def complete() -> int:
    """Print the completions of the command line that the shell passes in `COMP_LINE`."""
    import argcomplete

    command = find_command(os.environ.get("COMP_LINE", "").split()[1:])
    module = load_command(command) if command is not None else None
    argcomplete.autocomplete(build_parser(command, module), always_complete_options="long")
    return 0
