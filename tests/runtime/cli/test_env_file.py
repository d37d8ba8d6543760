"""Editing of environment files: values are set in place and all other bytes are kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.setup.env_file import quote, read_values, set_values
from cgk_runtime.cli.text_files import read_text
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.settings import Settings
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", "KEY=new\n", id="empty"),
        pytest.param("KEY=old\n", "KEY=new\n", id="replaced"),
        pytest.param("A=1\nKEY=old\nB=2\n", "A=1\nKEY=new\nB=2\n", id="in-place"),
        pytest.param("A=1", "A=1\nKEY=new\n", id="no-newline-at-the-end"),
        pytest.param("KEY=old", "KEY=new", id="no-newline-at-the-end-replaced"),
        pytest.param("A=1\r\nKEY=old\r\nB=2\r\n", "A=1\r\nKEY=new\r\nB=2\r\n", id="crlf"),
        pytest.param("A=1\r\n", "A=1\r\nKEY=new\r\n", id="crlf-appended"),
        pytest.param("A=1\nKEY=old\r\nB='x\r\ny'\n", "A=1\nKEY=new\r\nB='x\r\ny'\n", id="mixed-line-ends"),
        pytest.param("export KEY=old\n", "export KEY=new\n", id="export"),
        pytest.param("  KEY = old\n", "  KEY = new\n", id="spaces"),
        pytest.param("KEY='old' # mine\n", "KEY=new # mine\n", id="quotes-and-comment"),
        pytest.param('KEY="a\nb" # two lines\nB=2\n', "KEY=new # two lines\nB=2\n", id="several-lines"),
        pytest.param("KEY=old  # why\n", "KEY=new  # why\n", id="two-spaces-before-comment"),
        pytest.param("KEY=\n", "KEY=new\n", id="placeholder"),
        pytest.param("KEY: \nA=1\n", "KEY: new\nA=1\n", id="placeholder-with-a-colon"),
        pytest.param("KEY\n", "KEY\nKEY=new\n", id="name-alone"),
        pytest.param("KEY= # to do\n", "KEY=new # to do\n", id="placeholder-and-comment"),
        pytest.param("# KEY=old\n", "# KEY=old\nKEY=new\n", id="commented-out"),
        pytest.param("\n\n# jobs\n\nKEY=old\n\n\nB=2\n", "\n\n# jobs\n\nKEY=new\n\n\nB=2\n", id="blank-lines"),
        pytest.param("KEY=one\nA=1\nKEY=two\n", "KEY=one\nA=1\nKEY=new\n", id="duplicates"),
        pytest.param("KEY=one\nKEY=new\n", "KEY=one\nKEY=new\n", id="duplicate-of-the-right-value"),
        pytest.param("KEY='a\nb'\nKEY=c\n", "KEY='a\nb'\nKEY=new\n", id="duplicate-of-several-lines"),
        pytest.param("NAME='Zoë ☕'\nKEY=old\n", "NAME='Zoë ☕'\nKEY=new\n", id="unicode"),
        pytest.param("\ufeffA=1\nKEY=old\n", "\ufeffA=1\nKEY=new\n", id="byte-order-mark"),
        pytest.param("no assignment\n'KEY=old\nB=2\n", "no assignment\n'KEY=old\nB=2\nKEY=new\n", id="broken"),
        pytest.param("MY_KEY=1\nKEY_2=2\n", "MY_KEY=1\nKEY_2=2\nKEY=new\n", id="similar-names"),
        pytest.param("KEY=old#part\n", "KEY=new\n", id="hash-inside"),
        pytest.param("KEY=new\n", "KEY=new\n", id="nothing-to-do"),
        pytest.param("export  KEY='new'   # mine\r\n", "export  KEY='new'   # mine\r\n", id="right-value-in-quotes"),
    ],
)  # fmt: skip
def test_value_is_set_in_place(before: str, after: str) -> None:
    updated = set_values(before, {"KEY": "new"})
    assert updated == after
    assert read_values(updated)["KEY"] == "new"
    assert set_values(updated, {"KEY": "new"}) == after


def test_new_variables_get_a_heading() -> None:
    values = {"JOBS_PROVIDER": "local", "KEY": "1"}
    assert set_values("A=1\n", values, "Jobs") == "A=1\n\n# Jobs\nJOBS_PROVIDER=local\nKEY=1\n"
    assert set_values("KEY=0\n", values, "Jobs") == "KEY=1\nJOBS_PROVIDER=local\n"


ANY_LINE = st.one_of(
    st.sampled_from(
        ["", "# note", "A=1", "export B='two words'", 'C="x\\ny"', "KEY=old", "export KEY='old' # c", "junk"]
    ),
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20),
)
# Without surrogates (Cs), control characters (Cc) and line separators (Zl, Zp).
PRINTABLE = st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Zl", "Zp"])


@given(
    lines=st.lists(ANY_LINE, max_size=8),
    end=st.sampled_from(["\n", "\r\n"]),
    ends_with_newline=st.booleans(),
    value=st.text(PRINTABLE, min_size=1, max_size=30).map(str.strip).filter(bool),
)
def test_other_values_of_env_file_are_kept(lines: list[str], end: str, ends_with_newline: bool, value: str) -> None:
    before = end.join(lines) + (end if ends_with_newline else "")
    try:
        after = set_values(before, {"KEY": value})
    except ConfigurationError as error:
        # An open quote would hide the new value, or the value has all kinds of quotes.
        reason = str(error)
        assert "would hide or change the new values" in reason or "cannot be written" in reason, reason
        return
    assert read_values(after) == {**read_values(before), "KEY": value}
    assert set_values(after, {"KEY": value}) == after


@given(st.text(PRINTABLE, max_size=40).map(str.strip))
def test_quoted_value_is_read_back_or_refused(value: str) -> None:
    # A value fits in single, double or back quotes. Between double quotes, shells replace $, ` and !.
    is_representable = "'" not in value or not set(value) & set('"`\\$!') or ("`" not in value and "\\" not in value)
    if not is_representable:
        with suppress(CommandError):
            set_values("A=1\n", {"KEY": value})
        return
    text = set_values("A=1\n", {"KEY": value})
    assert read_values(text) == {"A": "1", "KEY": value}
    assert quote(value) in text


def test_value_with_all_quotes_is_refused() -> None:
    with pytest.raises(CommandError, match="KEY cannot be written to an environment file, because of its quotes"):
        set_values("", {"KEY": "a'b\"c`d #"})


def test_line_break_is_refused_without_its_value() -> None:
    with pytest.raises(ConfigurationError, match="KEY contains a line break") as raised:
        set_values("", {"KEY": "tr_dev_secret\nX=1"})
    assert "tr_dev_secret" not in str(raised.value)


def test_line_that_hides_the_value_is_reported() -> None:
    with pytest.raises(
        ConfigurationError, match=r"would hide or change the new values: 2 \(B keeps its quotes"
    ) as raised:
        set_values('A=1\nB="left open\n', {"KEY": 'x" #y'})
    assert "left open" not in str(raised.value)


def test_unreadable_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"Cannot read .*: Is a directory"):
        read_text(tmp_path, missing="")
    (tmp_path / "latin").write_bytes(b"A=caf\xe9\n")
    with pytest.raises(ConfigurationError, match=r"is not UTF-8 \(byte 5\)"):
        read_text(tmp_path / "latin", missing="")
    assert read_text(tmp_path / "none", missing="") == ""


def test_settings_read_the_written_value(tmp_path: Path) -> None:
    file = tmp_path / ".env.local"
    text = set_values("A=1\r\n", {"TRIGGER_SECRET_KEY": "tr_dev_$a'b\\c d#e"})
    file.write_bytes(text.encode())
    assert Settings.read({}, tmp_path).get("TRIGGER_SECRET_KEY") == "tr_dev_$a'b\\c d#e"
