"""Validators of the TypeScript package, compiled ahead of time by ajv. The only step that needs Node."""

from cgk_codegen.validators.build import ValidatorBuild, build_validators

__all__ = ["ValidatorBuild", "build_validators"]
