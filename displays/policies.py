"""What the browser is told to forbid our pages, whoever may have put something into them."""

import gzip
import re
from typing import Any

from litestar import Request, Response

HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
TRUSTED_TYPES = "venuehub"
"""The one policy of `js/shell.js`: it lets the service worker's address through and nothing else."""
REPORTS = "/csp-reports"


def page_answer(request: Request[Any, Any, Any], text: str, *, keep: bool = True) -> Response[bytes]:
    """A page of ours: nothing inline, nothing from elsewhere, no text that turns into HTML or script. What holds secrets is not kept."""
    headers = {
        "content-security-policy": page_policy(request),
        "reporting-endpoints": f'csp="{REPORTS}"',
        "cache-control": "no-cache" if keep else "no-store",
        "vary": "accept-language, accept-encoding",
    }
    body = text.encode()
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        body = gzip.compress(body, 6, mtime=0)
    return Response(body, media_type="text/html", headers=headers)


def page_policy(request: Request[Any, Any, Any]) -> str:
    host = request.headers.get("host", "")
    sockets = f" {'wss' if request.url.scheme == 'https' else 'ws'}://{host}" if HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self'",
            "font-src 'self'",
            f"connect-src 'self'{sockets}",  # older browsers do not count sockets to the same host as 'self'
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "require-trusted-types-for 'script'",
            f"trusted-types {TRUSTED_TYPES}",
            f"report-uri {REPORTS}",  # for browsers that do not know the next one, and for plain http
            "report-to csp",
        )
    )
