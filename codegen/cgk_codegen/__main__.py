"""Entry point of `python -m cgk_codegen`."""

from cgk_codegen.cli.main import command

command()
