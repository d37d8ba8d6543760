"""`python -m cgk_codegen` is `cgk-codegen`."""

from cgk_codegen.cli.main import command

command()
