"""The API, to read and to try: the OpenAPI document, its page, and the front page of the demo."""

from hub.api_page.document import api_document
from hub.api_page.pages import api_pages, front_page

__all__ = ["api_document", "api_pages", "front_page"]
