"""Build of Trigger.dev tasks from Python handlers.

`plan` plans the tasks, `emit` renders them as TypeScript, `publish` writes the files next to the user's own.
"""
