"""The one step of the compiler that wants Node: validators for TypeScript, compiled ahead of time by ajv and cached."""

from cgk_codegen.validators.aside import ValidatorsAside
from cgk_codegen.validators.build import UNBUILT, Built, build_validators

__all__ = ["UNBUILT", "Built", "ValidatorsAside", "build_validators"]
