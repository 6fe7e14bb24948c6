"""The tests; their folders mirror articles/ and newsroom/."""
