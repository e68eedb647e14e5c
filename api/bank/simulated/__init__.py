"""A simulated bank for development: core, code gateway and app on one small server."""
