"""What readers see. Every page starts from the public pieces; errors are for people."""
