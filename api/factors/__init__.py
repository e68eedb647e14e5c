"""The ways by which a customer proves who they are: code, app, external verifier."""
