"""Tests of the state: the same ones on SQLite and, where a server is named, on PostgreSQL."""
