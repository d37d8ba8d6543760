"""Emits what makes the output a Python distribution."""
