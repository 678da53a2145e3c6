"""Refusals of speech."""

from hub.kit.errors import Refusal


class RangeNotSatisfiable(Refusal):
    """The range of bytes lies beyond the end; `Content-Range` says how many there are."""

    status, code, title = 416, "range_not_satisfiable", "That range is not there"
