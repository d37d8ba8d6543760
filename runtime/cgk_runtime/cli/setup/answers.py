"""Answers to the wizard's questions: from a person at a terminal or, without a terminal, from the options."""
# ruff: noqa: ARG002  the subclass uses the arguments

from __future__ import annotations

from typing_extensions import override

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.cli.output import console, print_wrapped
from cgk_runtime.cli.secrets import mask_secret, remember_secret
from cgk_runtime.cli.setup.providers import PROVIDERS, EnvironmentVariable


class Answers:
    """Answers to the wizard's questions without a terminal: configured values are kept, and only `--yes` confirms.

    Args:
        yes: Whether to confirm every question.

    Attributes:
        can_ask: Whether a person answers.
    """

    can_ask: bool = False

    def __init__(self, *, yes: bool = False) -> None:
        self._yes = yes

    def choose_provider(self, current: str | None) -> str | None:
        """Return the provider's name, or None if it is unknown.

        Args:
            current: The provider that is already configured.
        """
        return current

    def keep_value(self, variable: EnvironmentVariable, value: str, file: str | None) -> bool:
        """Return whether to keep a configured value; without a terminal the wizard reports an invalid one.

        Args:
            variable: The variable.
            value: Its value.
            file: Name of the file it comes from, or None for the environment.
        """
        return True

    def ask_value(self, variable: EnvironmentVariable) -> str | None:
        """Return a valid value for a variable, or None to leave it unset."""
        return None

    def confirm(self, question: str, *, default: bool) -> bool:
        """Return whether the wizard may do something."""
        return self._yes


class InteractiveAnswers(Answers):
    """Answers of a person at a terminal; Ctrl-C at any question raises `KeyboardInterrupt`."""

    can_ask: bool = True

    def __init__(self) -> None:
        super().__init__()
        require("questionary", "cli", "asking questions")

    @override
    def choose_provider(self, current: str | None) -> str | None:
        """Show the providers as a list to select from."""
        import questionary

        choices = [
            questionary.Choice(f"{guide.title:<12} {guide.summary}", value=guide.name) for guide in PROVIDERS.values()
        ]
        default = current if current in PROVIDERS else next(iter(PROVIDERS))
        message = "Who should run your jobs?"
        question = questionary.select(message, choices, default=default, instruction="(arrow keys)")
        # questionary would repeat the summary after the question, in a line that is too long for 80 columns.
        question.application.erase_when_done = True
        name = str(question.unsafe_ask())
        console().print(f"? {message} {PROVIDERS[name].title}", highlight=False)
        return name

    @override
    def keep_value(self, variable: EnvironmentVariable, value: str, file: str | None) -> bool:
        """Ask whether to keep a valid value; an invalid one has to be replaced."""
        shown = f"{variable.name} {mask_secret(value) if variable.secret else value}"
        problem = variable.find_problem(value)
        if problem is not None:
            print_wrapped(console(), [f"{shown} ({file or 'environment'}) must be replaced: it {problem}"])
            return False
        question = f"Keep {shown} ({file})?" if file else f"Write {shown} from the environment to the file?"
        return self.confirm(question, default=True)

    @override
    def ask_value(self, variable: EnvironmentVariable) -> str | None:
        """Ask until the value is valid; a secret is hidden while it is typed."""
        import questionary

        optional = "" if variable.required else ", Enter to skip"
        message = f"{variable.title} ({variable.name}{optional}):"
        prompt = questionary.password if variable.secret else questionary.text

        while True:
            value = str(prompt(message).unsafe_ask()).strip()
            if value:
                if variable.secret:
                    remember_secret(value)
                problem = variable.find_problem(value)
                if problem is None:
                    return value
                complaint = f"This {problem}"
            elif variable.required:
                complaint = "A value is required; press Ctrl-C to cancel without changes"
            else:
                return None
            # Printed like any other text, because the prompt's own toolbar shows only one line.
            print_wrapped(console(), [complaint])

    @override
    def confirm(self, question: str, *, default: bool) -> bool:
        """Ask yes or no."""
        import questionary

        return bool(questionary.confirm(question, default=default).unsafe_ask())
