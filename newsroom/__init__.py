"""The project: settings, addresses and the server's entry point. No models, no templates."""
