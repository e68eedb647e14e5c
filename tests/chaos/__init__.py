"""The service is killed again and again, and every history is checked."""
