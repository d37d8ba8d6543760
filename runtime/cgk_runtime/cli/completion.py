"""`cgk completion bash|zsh|fish`: what a shell needs to complete commands, options and event names."""

from __future__ import annotations

import argparse

from cgk_runtime._internal.optional_deps import require


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = "Print what your shell needs to complete commands, options and event names."
    parser.epilog = (
        "Add one line to your shell's start file:\n\n"
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
