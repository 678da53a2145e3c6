"""The API, to read and to try: the OpenAPI document and its page."""

from hub.api_page.document import api_document
from hub.api_page.pages import api_pages

__all__ = ["api_document", "api_pages"]
