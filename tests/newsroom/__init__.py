"""Tests of the project itself: environment, start, command line."""
