"""What every test of the command starts from."""

from tests.cli.command import articles, home, teller

__all__ = ["articles", "home", "teller"]
