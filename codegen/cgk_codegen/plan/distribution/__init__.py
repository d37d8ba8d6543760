"""Emitters of the files that make the output a Python distribution."""
