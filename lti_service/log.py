"""Structured logs: readable on a terminal, JSON elsewhere; never a personal number."""

import contextlib
import json
import logging
import sys

import structlog
from structlog.typing import EventDict

# Kept: `json.dumps` makes a new encoder for each line.
_ENCODE = json.JSONEncoder(ensure_ascii=False, default=repr).encode


class _Unfailing(structlog.WriteLogger):
    """Nobody is refused because a line cannot be written, as on a full disk."""

    def msg(self, message: str) -> None:
        """Write a line if that is possible."""
        with contextlib.suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def _as_json(_logger: object, _method: str, line: EventDict) -> str:
    return _ENCODE(line)


def configure_logging(log_format: str) -> None:
    """Set the log up for this process.

    Args:
        log_format: ``console``, ``json``, or empty for *console on a terminal*.
    """
    console = log_format == "console" or (not log_format and sys.stderr.isatty())
    renderer = structlog.dev.ConsoleRenderer() if console else _as_json
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=lambda *_: _Unfailing(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Else a logger is put together anew for each line.
        cache_logger_on_first_use=True,
    )
