"""Rules about the whole catalog: its names, version, compiler and tenant pattern."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path, PurePosixPath
from typing import Final

from cgk_codegen import __version__
from cgk_codegen.diagnostics import Findings
from cgk_codegen.links import first_link
from cgk_codegen.load import span_at
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.pattern_tree import parse
from cgk_codegen.resolve.patterns import matches

_DISTRIBUTION: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_PACKAGE: Final = re.compile(r"[a-z][a-z0-9_]*")
_NPM: Final = re.compile(r"(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*")
_PREFIX: Final = re.compile(r"([A-Z][A-Za-z0-9]*)?")
_VERSION: Final = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-(alpha|beta|rc)\.[0-9]+)?")
_TENANT_FIELD: Final = re.compile("[A-Za-z][A-Za-z0-9_-]{0,99}")
_ACCENT: Final = re.compile("#([0-9A-Fa-f]{3}){1,2}")
_LOGO: Final = re.compile(r"(?!/)(?!(.*/)?\.)(?!.*\.\.).+\.(svg|png)")
_FOLDER: Final = r"\w[\w .@+-]{0,59}"
_OUTPUT: Final = re.compile(rf"(\./)?{_FOLDER}(/{_FOLDER})*/?")
"""Path below the catalog's folder; no part is hidden, or has a special character of a shell or of Windows."""
_RESERVED_PACKAGES: Final = frozenset(
    {"cgk_runtime", "cgk_codegen", "pydantic", "pydantic_core", "typing_extensions", "aiohttp", "tenacity"}
    | {"schema", "typescript"}
)
"""Names of the generated package's dependencies and of the folders next to it."""


def check_header_formats(catalog: Catalog, findings: Findings) -> None:
    """Report names, versions and site settings that PyPI, npm, Python or browsers would reject."""
    site = catalog.site
    for section, key, value, pattern, hint in (
        ("catalog", "name", catalog.name, _DISTRIBUTION, "write letters, digits and dashes, such as `acme-jobs`"),
        ("catalog", "package", catalog.package, _PACKAGE, "write lower-case letters, digits and `_`"),
        ("catalog", "npmPackage", catalog.npm_package, _NPM, 'write lower-case letters, such as `"@acme/jobs"`'),
        ("catalog", "typePrefix", catalog.type_prefix, _PREFIX, "write PascalCase, such as `Acme`"),
        ("catalog", "version", catalog.version, _VERSION, 'write three numbers, such as "1.2.0" or "1.2.0-rc.1"'),
        ("site", "accent", site.accent, _ACCENT, 'write a color such as "#4549c9"'),
        ("site", "logo", site.logo, _LOGO, "name an SVG or PNG file below the catalog's folder"),
    ):
        if value and not pattern.fullmatch(value):
            findings.error("CGK206", span_at(catalog.source, (section, key)), f'"{value}" cannot be the {key}', hint)


def check_package(catalog: Catalog, findings: Findings) -> None:
    """Report a package name that Python, a dependency or the output folder uses."""
    package = catalog.package
    if keyword.iskeyword(package) or package in sys.stdlib_module_names or package in _RESERVED_PACKAGES:
        span = span_at(catalog.source, ("catalog", "package"))
        findings.error("CGK206", span, f'the package name "{package}" is reserved', "add a word, such as `acme_jobs`")


def check_license(catalog: Catalog, findings: Findings) -> None:
    """Report a license that is not an SPDX expression."""
    if not catalog.license:
        return
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        canonicalize_license_expression(catalog.license)
    except InvalidLicenseExpression:
        span, hint = span_at(catalog.source, ("catalog", "license")), "write an SPDX expression, such as MIT"
        findings.error("CGK206", span, f'"{catalog.license}" cannot be the license', hint)


def check_output_folder(catalog: Catalog, findings: Findings) -> None:
    """Report an output folder that is hidden, not portable, or outside the catalog's folder, also through a link."""
    folder = Path(catalog.source.span.file.path).parent
    is_portable = _OUTPUT.fullmatch(catalog.output) is not None
    link = first_link(folder, PurePosixPath(catalog.output)) if is_portable else None
    if link is not None or not is_portable:
        reason = "" if link is None else f', because "{link}" is a link'
        span = span_at(catalog.source, ("catalog", "output"))
        hint = "write a folder below the catalog's folder, or use --output"
        findings.error("CGK206", span, f'"{catalog.output}" cannot be the output folder{reason}', hint)


def check_compiler(catalog: Catalog, findings: Findings) -> None:
    """Report a compiler version that the catalog does not allow."""
    if not catalog.compiler:
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    span = span_at(catalog.source, ("catalog", "compiler"))
    try:
        allowed = SpecifierSet(catalog.compiler)
    except InvalidSpecifier:
        hint = 'write a range such as ">=0.1,<0.2"'
        findings.error("CGK209", span, f'"{catalog.compiler}" is not a range of versions', hint)
        return
    if not allowed.contains(__version__, prereleases=True):
        hint = f"install cgk-codegen{catalog.compiler}, or change the range after reading the changelog"
        message = f"the installed cgk-codegen {__version__} does not match {catalog.compiler}"
        findings.error("CGK209", span, message, hint)


def is_version(text: str) -> bool:
    """Return whether a text can be the version of a catalog."""
    return _VERSION.fullmatch(text) is not None


def is_tenant_field(name: str) -> bool:
    """Return whether a name can be that of the tenant's field."""
    return _TENANT_FIELD.fullmatch(name) is not None


def check_tenant(catalog: Catalog, findings: Findings) -> None:
    """Report an invalid tenant field, and a tenant pattern that is not anchored, or matches the wrong texts."""
    tenant = catalog.tenant
    if not is_tenant_field(tenant.field):
        span, hint = span_at(tenant.source, ("field",)), "write letters, digits, `-` and `_`, such as `shopId`"
        findings.error("CGK502", span, f'"{tenant.field}" cannot be the tenant\'s field', hint)
    if not tenant.pattern:
        return
    if not parse(tenant.pattern).is_whole:
        span = span_at(tenant.source, ("pattern",))
        inner = tenant.pattern.removeprefix("^").removesuffix("$")
        hint = f'write "^(?:{inner})$"' if "|" in inner else "begin it with ^ and end it with $"
        findings.error("CGK502", span, "the tenant pattern is not anchored as a whole", hint)
    if matches(tenant.pattern, ""):
        span, hint = span_at(tenant.source, ("pattern",)), "require a character: write `+` or `{1,56}` instead of `*`"
        findings.error("CGK502", span, "the tenant pattern allows an empty id, which counts as a missing tenant", hint)
    if not matches(tenant.pattern, tenant.example):
        message = f'the tenant example "{tenant.example}" does not match its pattern'
        findings.error("CGK502", span_at(tenant.source, ("example",)), message, "write a matching example")
