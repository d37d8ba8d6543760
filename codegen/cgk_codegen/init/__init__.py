"""`cgk-codegen init`: a new catalog, and the settings of a project that uses it."""
