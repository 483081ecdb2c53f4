"""The tests; a package, so that `tests.wire` can be imported and run by its name."""
