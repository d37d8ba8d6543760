"""What the tests of portability share."""

from __future__ import annotations

import pytest
from cgk_codegen.cli.main import main
from support_commands import Run


@pytest.fixture
def codegen(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `cgk-codegen` in this process: its exit code, and what it said on both ways."""

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command
