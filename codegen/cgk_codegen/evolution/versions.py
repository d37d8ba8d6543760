"""Smallest version that changes require by semantic versioning (https://semver.org, sections 4 and 6 to 8)."""

from __future__ import annotations

from packaging.version import Version

from cgk_codegen.evolution.findings import Bump


def needed_version(old: str, bump: Bump) -> str:
    """Return the smallest version that may follow another one.

    Before 1.0.0 a break raises the minor number, and every other change the patch number.

    Args:
        old: The previous version.
        bump: The part of the version that the changes raise.

    Example:
        >>> needed_version("1.4.2", Bump.MINOR), needed_version("0.4.2", Bump.MAJOR)
        ('1.5.0', '0.5.0')
    """
    major, minor, patch = Version(old).release
    if bump is Bump.NONE:
        return old
    if major == 0:
        bump = Bump.MINOR if bump is Bump.MAJOR else Bump.PATCH
    match bump:
        case Bump.MAJOR:
            return f"{major + 1}.0.0"
        case Bump.MINOR:
            return f"{major}.{minor + 1}.0"
        case _:
            return f"{major}.{minor}.{patch + 1}"
