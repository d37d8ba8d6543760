"""Python process that runs handlers inside runs of Trigger.dev; the generated TypeScript starts and reuses it."""
