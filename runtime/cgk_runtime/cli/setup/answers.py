"""Where the wizard's answers come from: a person at a terminal, or the environment, standard input and options."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from typing_extensions import override

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.cli.secrets import mask_secret, remember_secret
from cgk_runtime.cli.setup.providers import PROVIDERS, Variable
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from questionary import Question

    from cgk_runtime.cli.setup.existing_config import ConfiguredVariable

_PROVIDER: Final = f"--provider with {', '.join(PROVIDERS)}"


class Answers(Protocol):
    """Answers the wizard's questions."""

    def provider(self, current: str | None) -> str | None:
        """Choose a provider.

        Args:
            current: What is configured already.
        """
        ...

    def keep(self, found: ConfiguredVariable, origin: str, *, secret: bool, problem: str | None) -> bool:
        """Whether what is configured already stays.

        Args:
            found: What is configured.
            origin: Where it comes from.
            secret: Whether it must not be shown.
            problem: What is wrong with its form, if anything is.
        """
        ...

    def value(self, variable: Variable) -> str | None:
        """Give a variable's value, or None where it stays unset; its form is right."""
        ...

    def agree(self, question: str, *, default: bool) -> bool:
        """Whether the wizard may."""
        ...

    def prefer(self, question: str) -> bool:
        """Whether somebody wants what nobody needs."""
        ...

    def given(self, name: str) -> str | None:
        """Give what was handed over for a variable beforehand, or None."""
        ...

    def unused(self, names: Collection[str]) -> list[str]:
        """List what was handed over beforehand and is none of these names."""
        ...

    def finish(self) -> None:
        """Say what was missing.

        Raises:
            ConfigurationError: Something was.
        """
        ...


class InteractiveAnswers(Answers):
    """A person at a terminal. Ctrl-C at any question raises `KeyboardInterrupt`."""

    def __init__(self) -> None:
        require("questionary", "cli", "asking questions")

    @override
    def provider(self, current: str | None) -> str | None:
        """Let them choose with the arrow keys."""
        import questionary

        choices = [
            questionary.Choice(f"{guide.title:<12} {guide.summary}", value=guide.name) for guide in PROVIDERS.values()
        ]
        default = current if current in PROVIDERS else next(iter(PROVIDERS))
        return str(_answer(questionary.select("Who should run your jobs?", choices, default=default)))

    @override
    def keep(self, found: ConfiguredVariable, origin: str, *, secret: bool, problem: str | None) -> bool:
        """Ask, showing which one it is; a wrong one is replaced without asking."""
        import questionary

        shown = mask_secret(found.value) if secret else found.value
        if problem is not None:
            questionary.print(f"{found.name} {shown} ({origin}) cannot stay, it {problem}")
            return False
        if found.from_environment:
            return self.agree(f"Write {found.name} {shown}, as the environment has it?", default=True)
        return self.agree(f"Keep {found.name} {shown} ({origin})?", default=True)

    @override
    def value(self, variable: Variable) -> str | None:
        """Ask until the form is right; a secret is not shown while it is typed."""
        import questionary

        def problem(text: str) -> bool | str:
            value = text.strip()
            if not value:
                return "It is needed; Ctrl-C leaves everything as it was" if variable.required else True
            wrong = variable.problem(value)
            return True if wrong is None else f"This {wrong}"

        optional = "" if variable.required else ", Enter to leave it out"
        message = f"{variable.title} ({variable.name}{optional}):"
        ask = questionary.password if variable.secret else questionary.text
        value = str(_answer(ask(message, validate=problem))).strip()
        return (remember_secret(value) if variable.secret else value) or None

    @override
    def agree(self, question: str, *, default: bool) -> bool:
        """Ask yes or no."""
        import questionary

        return bool(_answer(questionary.confirm(question, default=default)))

    @override
    def prefer(self, question: str) -> bool:
        """Ask, and propose it."""
        return self.agree(question, default=True)

    @override
    def given(self, name: str) -> str | None:
        """Nothing was handed over."""
        return None

    @override
    def unused(self, names: Collection[str]) -> list[str]:
        """Nothing was handed over."""
        return []

    @override
    def finish(self) -> None:
        """Nothing is missing: whoever was asked has answered."""


class NonInteractiveAnswers(Answers):
    """Nobody to ask: what was handed over counts, and what is missing is named all at once.

    Args:
        values: Variables from standard input.
        yes: Whether to agree to what a person would be asked to agree to.
    """

    def __init__(self, values: Mapping[str, str], *, yes: bool) -> None:
        self._values = {name: value.strip() for name, value in values.items() if value.strip()}
        self._yes = yes
        self._missing: list[str] = []
        for value in self._values.values():
            remember_secret(value)

    @override
    def provider(self, current: str | None) -> str | None:
        """Take the one that was handed over, or stay with what is configured."""
        chosen = self._values.get("JOBS_PROVIDER") or current
        if chosen is None:
            self._missing.append(_PROVIDER)
        return chosen

    @override
    def keep(self, found: ConfiguredVariable, origin: str, *, secret: bool, problem: str | None) -> bool:
        """Keep it; where it is wrong, the wizard says so and writes nothing."""
        return True

    @override
    def value(self, variable: Variable) -> str | None:
        """Note what is missing."""
        if variable.required:
            self._missing.append(f"{variable.name} in the environment, or as {variable.name}=... on --stdin")
        return None

    @override
    def agree(self, question: str, *, default: bool) -> bool:
        """Agree only where `--yes` says so."""
        return self._yes

    @override
    def prefer(self, question: str) -> bool:
        """Nobody does."""
        return False

    @override
    def given(self, name: str) -> str | None:
        """Give what standard input said."""
        return self._values.get(name)

    @override
    def unused(self, names: Collection[str]) -> list[str]:
        """List the rest of standard input."""
        return sorted(self._values.keys() - set(names))

    @override
    def finish(self) -> None:
        """Name everything that was missing."""
        if self._missing:
            needs = "".join(f"\n  {one}" for one in self._missing)
            raise ConfigurationError(f"Without somebody to ask, `cgk setup:jobs` needs:{needs}", component="cgk")


def _answer(question: Question) -> Any:  # whatever the kind of question gives
    return question.unsafe_ask()
