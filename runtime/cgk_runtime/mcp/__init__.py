"""The catalog for assistants, over the Model Context Protocol."""
