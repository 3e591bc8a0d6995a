"""What each snippet promises: one check for each heading with Python or SQL below it."""

from . import schema, tasks, web
from .promise import ALL

__all__ = ["ALL", "schema", "tasks", "web"]
