"""The command line: thin, over the same verbs as the Python API."""
