"""Running handlers: attempts, retries, resources, and the scheduler."""
