"""Validators of the TypeScript package, compiled ahead of time by ajv. The only step that needs Node."""

from cgk_codegen.validators.build import UNBUILT, ValidatorBuild, build_validators

__all__ = ["UNBUILT", "ValidatorBuild", "build_validators"]
