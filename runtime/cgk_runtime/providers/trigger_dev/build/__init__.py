"""From handlers in Python to tasks that Trigger.dev runs: collect, check, emit, publish.

`collect` gives what is to run, `emit` the TypeScript for it, `publish` writes it beside what people wrote.
"""
