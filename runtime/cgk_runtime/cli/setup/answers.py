"""Answers to the wizard's questions: from a person at a terminal, or without one from the options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from typing_extensions import override

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.cli.secrets import mask_secret, remember_secret
from cgk_runtime.cli.setup.providers import PROVIDERS, EnvironmentVariable

if TYPE_CHECKING:
    from questionary import Question

    from cgk_runtime.cli.setup.existing_config import ConfiguredVariable


class Answers(Protocol):
    """Source of the answers to the wizard's questions."""

    def choose_provider(self, current: str | None) -> str | None:
        """Return the provider's name, or None if it is unknown.

        Args:
            current: The provider that is already configured.
        """
        ...

    def keep_value(self, found: ConfiguredVariable, origin: str, *, secret: bool, problem: str | None) -> bool:
        """Return whether to keep a configured value.

        Args:
            found: The configured variable.
            origin: The place it comes from.
            secret: Whether its value must not be shown.
            problem: The fault in its value, if any.
        """
        ...

    def ask_value(self, variable: EnvironmentVariable) -> str | None:
        """Return a valid value for a variable, or None to leave it unset."""
        ...

    def confirm(self, question: str, *, default: bool) -> bool:
        """Return whether the wizard may do something."""
        ...

    def offer(self, question: str) -> bool:
        """Return whether to use an optional convenience."""
        ...


class InteractiveAnswers(Answers):
    """Answers of a person at a terminal. Ctrl-C at any question raises `KeyboardInterrupt`."""

    def __init__(self) -> None:
        require("questionary", "cli", "asking questions")

    @override
    def choose_provider(self, current: str | None) -> str | None:
        """Show the providers as a list to select from."""
        import questionary

        choices = [
            questionary.Choice(f"{guide.title:<12} {guide.summary}", value=guide.name) for guide in PROVIDERS.values()
        ]
        default = current if current in PROVIDERS else next(iter(PROVIDERS))
        return str(_ask(questionary.select("Who should run your jobs?", choices, default=default)))

    @override
    def keep_value(self, found: ConfiguredVariable, origin: str, *, secret: bool, problem: str | None) -> bool:
        """Ask whether to keep a valid value; an invalid one has to be replaced."""
        import questionary

        shown = mask_secret(found.value) if secret else found.value
        if problem is not None:
            questionary.print(f"{found.name} {shown} ({origin}) must be replaced: it {problem}")
            return False
        if found.from_environment:
            return self.confirm(f"Write {found.name} {shown} from the environment to the file?", default=True)
        return self.confirm(f"Keep {found.name} {shown} ({origin})?", default=True)

    @override
    def ask_value(self, variable: EnvironmentVariable) -> str | None:
        """Ask until the value is valid; a secret is hidden while it is typed."""
        import questionary

        def validate(text: str) -> bool | str:
            value = text.strip()
            if not value:
                return "A value is required; press Ctrl-C to cancel without changes" if variable.required else True
            problem = variable.find_problem(value)
            return True if problem is None else f"This {problem}"

        optional = "" if variable.required else ", Enter to skip"
        message = f"{variable.title} ({variable.name}{optional}):"
        ask = questionary.password if variable.secret else questionary.text
        value = str(_ask(ask(message, validate=validate))).strip()
        return (remember_secret(value) if variable.secret else value) or None

    @override
    def confirm(self, question: str, *, default: bool) -> bool:
        """Ask yes or no."""
        import questionary

        return bool(_ask(questionary.confirm(question, default=default)))

    @override
    def offer(self, question: str) -> bool:
        """Ask yes or no, with yes as the default."""
        return self.confirm(question, default=True)


class NonInteractiveAnswers(Answers):
    """Answers without a terminal: configured values are kept, and only `--yes` confirms questions.

    Args:
        yes: Whether to confirm every question.
    """

    def __init__(self, *, yes: bool) -> None:
        self._yes = yes

    @override
    def choose_provider(self, current: str | None) -> str | None:
        """Return the configured provider."""
        return current

    @override
    def keep_value(self, found: ConfiguredVariable, origin: str, *, secret: bool, problem: str | None) -> bool:
        """Keep the value; the wizard reports an invalid one."""
        return True

    @override
    def ask_value(self, variable: EnvironmentVariable) -> str | None:
        """Leave the variable unset; the wizard reports a required one."""
        return None

    @override
    def confirm(self, question: str, *, default: bool) -> bool:
        """Return whether `--yes` was given."""
        return self._yes

    @override
    def offer(self, question: str) -> bool:
        """Decline the convenience."""
        return False


def _ask(question: Question) -> Any:  # the type depends on the kind of question
    return question.unsafe_ask()
