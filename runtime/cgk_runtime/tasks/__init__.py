"""Declaring handlers: `@task`, its options, and the context a handler receives."""
