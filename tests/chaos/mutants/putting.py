"""Puts a bug in the place of what it breaks."""


def put(place: object, name: str, thing: object) -> None:
    setattr(place, name, thing)
