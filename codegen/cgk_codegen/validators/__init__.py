"""The one step of the compiler that needs Node: validators for TypeScript, compiled ahead of time by ajv."""

from cgk_codegen.validators.background import BackgroundValidatorBuild
from cgk_codegen.validators.build import UNBUILT, ValidatorBuild, build_validators

__all__ = ["UNBUILT", "BackgroundValidatorBuild", "ValidatorBuild", "build_validators"]
