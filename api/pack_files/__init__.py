"""The files of a pack: their formats, their JSON Schemas, and their check."""
