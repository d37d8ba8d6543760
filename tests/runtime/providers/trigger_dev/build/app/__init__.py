"""Application with a handler for each outcome of a run; copied into the projects of the tests."""
