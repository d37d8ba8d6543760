"""Reading of `.env.local` in Python and TypeScript, compared with `dotenv` of npm, which `npx trigger dev` uses."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from cgk_runtime._internal.env_grammar import find_assignments
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.settings import Settings
from hypothesis import given, settings
from hypothesis import strategies as st
from paths import ROOT

from .conftest import PACKAGE, Project

FILES: list[tuple[str, dict[str, str]]] = [
    ("KEY=abc\n", {"KEY": "abc"}),
    ("\ufeffKEY=abc\n", {"KEY": "abc"}),
    ("KEY=abc#def\n", {"KEY": "abc"}),
    ("KEY=abc # kept\r\n", {"KEY": "abc"}),
    ("KEY='abc#def' # why\n", {"KEY": "abc#def"}),
    ("KEY\t=\tabc\n", {"KEY": "abc"}),
    ("  export  KEY = abc  \n", {"KEY": "abc"}),
    ("KEY: abc\n", {"KEY": "abc"}),
    ("KEY:abc\n", {}),
    ("NOTE\nKEY=abc\n", {"KEY": "abc"}),
    ("NOTE KEY=abc\n", {}),
    ("KEY\n", {}),
    ("KEY=\nB=2\n", {"KEY": "", "B": "2"}),
    ("KEY= # to do\n", {"KEY": ""}),
    ("KEY='it\\'s'\n", {"KEY": "it\\'s"}),
    ('KEY="it\\"s"\n', {"KEY": 'it\\"s'}),
    ('KEY="a\\nb\\tc\\\\n"\n', {"KEY": "a\nb\\tc\\\n"}),
    ("KEY='a\\nb'\n", {"KEY": "a\\nb"}),
    ("KEY=a\\nb\n", {"KEY": "a\\nb"}),
    ("KEY=`abc`\n", {"KEY": "abc"}),
    ("KEY=`'a' \"b\"`\n", {"KEY": "'a' \"b\""}),
    ('KEY="abc"def\n', {"KEY": '"abc"def'}),
    ("KEY='open\nB=2\n", {"KEY": "'open", "B": "2"}),
    ("KEY='two\nlines'\n", {"KEY": "two\nlines"}),
    ("KEY=\n'next line'\n", {"KEY": "next line"}),
    ("KEY=a $HOME ${HOME}\n", {"KEY": "a $HOME ${HOME}"}),
    ("KEY=one\nKEY=two\n", {"KEY": "two"}),
    ("KEY=one\rB=2\r", {"KEY": "one", "B": "2"}),
    ("A.B-C=1\n", {"A.B-C": "1"}),
    ("ÄKEY=1\n", {}),
    ("'KEY'=1\n", {}),
    ("KEY=\u00a0caf\u00e9 \u2615\u2003\n", {"KEY": "caf\u00e9 \u2615"}),
    ("KEY=a\u2028B=2\n", {"KEY": "a\u2028B=2"}),
    ("KEY==a=b\n", {"KEY": "=a=b"}),
    ("#KEY=abc\n  # KEY=abc\n", {}),
    ("KEY=abc", {"KEY": "abc"}),
    ("", {}),
]
"""Texts of environment files, and the variables in each."""

PARSE_TEXTS = f"""
    import {{ createRequire }} from 'node:module'
    import {{ readFileSync }} from 'node:fs'
    import {{ parseEnvironmentFile }} from {json.dumps(str(PACKAGE / "settings.js"))}
    const dotenv = createRequire({json.dumps(str(ROOT / "package.json"))})('dotenv')
    const texts = JSON.parse(readFileSync('texts.json', 'utf8'))
    console.log(JSON.stringify(texts.map((text) => [dotenv.parse(Buffer.from(text)), parseEnvironmentFile(text)])))
"""


def read_in_node(project: Project, texts: list[str]) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Return the variables of each text as `dotenv` reads them, and as the npm package reads them."""
    project.write("texts.json", json.dumps(texts))
    return [(dotenv, typescript) for dotenv, typescript in project.node(PARSE_TEXTS)]


def test_files_are_read_like_dotenv(project: Project) -> None:
    parsed = read_in_node(project, [text for text, _ in FILES])
    for (text, expected), (dotenv, typescript) in zip(FILES, parsed, strict=True):
        python = {assignment.name: assignment.value for assignment in find_assignments(text)}
        assert (dotenv, typescript, python) == (expected, expected, expected), repr(text)


def test_both_languages_trim_the_same_characters(project: Project) -> None:
    values = [f"{space}a{space}" for space in "\ufeff\u00a0\u2003\u2028\x1c\x1f\x85"]
    (project.folder / ".env.local").write_text(
        "".join(f'KEY{index}="{value}"\n' for index, value in enumerate(values)), encoding="utf-8"
    )
    typescript = project.node(
        f"""
        import {{ readSettings }} from {json.dumps(str(PACKAGE / "settings.js"))}
        console.log(JSON.stringify(readSettings({{}}, {json.dumps(str(project.folder))})))
        """
    )
    assert dict(Settings.read({}, project.folder).variables) == typescript


FRAGMENTS = [
    *("KEY", "B", "export ", "NOTE", "=", ":", " ", "\t", "#", "'", '"', "`", "\\", "\\n", "\\r", "\n", "\r\n", "\r"),
    *("a", "$X", "${X}", "\ufeff", "\u2028", "\u00a0", "\u00e9", "\U0001f600", ".", "-", "\nB=", "\nKEY='", '\nKEY="'),
]


def test_random_files_are_read_like_dotenv(project: Project) -> None:
    texts: list[str] = []

    @settings(max_examples=2000, database=None, deadline=None)
    @given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
    def collect(text: str) -> None:
        texts.append(text)

    collect()
    for text, (dotenv, typescript) in zip(texts, read_in_node(project, texts), strict=True):
        python = {assignment.name: assignment.value for assignment in find_assignments(text)}
        assert (typescript, python) == (dotenv, dotenv), repr(text)


def selected_provider(project: Project, directory: Path, **environment: str) -> Any:
    """Return the name of the provider that `createJobClient` of the npm package selects, or its error."""
    return project.node(
        f"""
        import {{ createJobClient }} from '@cgk-platform/jobs'
        try {{
          const {{ provider }} = createJobClient({{ directory: {json.dumps(str(directory))} }})
          console.log(JSON.stringify(provider.name))
        }} catch (error) {{
          console.log(JSON.stringify(`${{error.name}}: ${{error.message}}`))
        }}
        """,
        **environment,
    )


def test_file_that_is_not_utf8_is_an_error(project: Project) -> None:
    file = project.folder / ".env.local"
    file.write_bytes(b"NAME=M\xfcller\nJOBS_PROVIDER=local\n")
    with pytest.raises(ConfigurationError, match=r"\.env\.local is not UTF-8 \(byte 6\); save it as UTF-8$"):
        Settings.read({}, project.folder)
    assert selected_provider(project, project.folder) == (
        f"ConfigurationError: [JobClient] Cannot read {file}: it is not UTF-8; save it as UTF-8"
    )


needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can create another user's files"
)
OTHER_USER = 65534


@needs_root
@pytest.mark.parametrize("of_another_user", [".git", "."])
def test_repository_of_another_user_is_ignored(project: Project, of_another_user: str) -> None:
    own = project.folder / "own"
    own.mkdir()
    (project.folder / ".env.local").write_text("JOBS_PROVIDER=local\n", encoding="utf-8")
    assert (selected_provider(project, own), Settings.read({}, own).provider_name()) == ("local", "local")
    os.chown(project.folder / of_another_user, OTHER_USER, OTHER_USER)
    assert selected_provider(project, own).startswith("NotConfiguredError")
    assert Settings.read({}, own).environment_file is None


@needs_root
@pytest.mark.parametrize("is_link", [False, True])
def test_file_of_another_user_is_refused(project: Project, is_link: bool) -> None:
    file = project.folder / ".env.local"
    if is_link:
        (project.folder / "target").write_text("JOBS_PROVIDER=local\n", encoding="utf-8")
        file.symlink_to("target")
    else:
        file.write_text("JOBS_PROVIDER=local\n", encoding="utf-8")
    os.chown(file, OTHER_USER, OTHER_USER, follow_symlinks=False)
    with pytest.raises(ConfigurationError, match=r"\.env\.local belongs to another user \(uid 65534\), so it is not"):
        Settings.read({}, project.folder)
    assert f"{file} belongs to another user, so it is not read" in selected_provider(project, project.folder)


@needs_root
def test_owner_of_the_folder_is_trusted(project: Project) -> None:
    file = project.folder / ".env.local"
    file.write_text("JOBS_PROVIDER=local\n", encoding="utf-8")
    for path in (project.folder, project.folder / ".git", file):
        os.chown(path, OTHER_USER, OTHER_USER)
    assert (selected_provider(project, project.folder), Settings.read({}, project.folder).provider_name()) == (
        "local",
        "local",
    )


@pytest.mark.parametrize(
    ("provider", "address", "key"),
    [
        ("trigger.dev", "TRIGGER_API_URL", "TRIGGER_SECRET_KEY"),
        ("inngest", "INNGEST_BASE_URL", "INNGEST_EVENT_KEY"),
        ("inngest", "INNGEST_EVENT_API_BASE_URL", "INNGEST_EVENT_KEY"),
        ("inngest", "INNGEST_DEV", "INNGEST_EVENT_KEY"),
    ],
)
def test_file_never_redirects_an_environment_key(project: Project, provider: str, address: str, key: str) -> None:
    from cgk_jobs import create_job_client

    value = "tr_dev_0123456789abcdefWXYZ" if provider == "trigger.dev" else "evt-0123456789abcdefghijKLMN"
    file = project.folder / ".env.local"
    file.write_text(f"{address}=https://evil.example\n", encoding="utf-8")
    refused = f"would receive {key} of the environment; set both in the same place"
    assert refused in selected_provider(project, project.folder, JOBS_PROVIDER=provider, **{key: value})
    with pytest.raises(ConfigurationError, match=refused):
        create_job_client(settings=Settings.read({"JOBS_PROVIDER": provider, key: value}, project.folder))
    # The same address is fine next to its key, and in the environment.
    file.write_text(f"{address}=https://own.example\n{key}={value}\n", encoding="utf-8")
    assert selected_provider(project, project.folder, JOBS_PROVIDER=provider) == provider
    create_job_client(settings=Settings.read({"JOBS_PROVIDER": provider}, project.folder))
    file.write_text("", encoding="utf-8")
    environment = {"JOBS_PROVIDER": provider, address: "https://own.example", key: value}
    assert selected_provider(project, project.folder, **environment) == provider
    create_job_client(settings=Settings.read(environment, project.folder))
