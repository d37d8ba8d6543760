"""`cgk dev`: one process with the handlers, to which the project's other processes send their jobs."""
