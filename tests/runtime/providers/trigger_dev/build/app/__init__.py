"""An application with handlers for every way a run can go; copied into the projects of the tests."""
