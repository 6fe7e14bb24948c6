"""The reader's and the editor's paths in a real Chromium."""
