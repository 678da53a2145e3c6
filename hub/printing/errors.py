"""What printing refuses."""

from hub.kit.errors import Refusal


class NoPrinter(Refusal):
    """The shop has no printer for this, or the one that is named prints something else. The office says what each printer prints."""

    status, code, title = 409, "no_printer", "There is no printer for this"
