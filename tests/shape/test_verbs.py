"""Verbs know the venue, not the web: a feature meets the web framework in its routes alone, so a job or a test can run any verb."""

from collections.abc import Iterator

from tests.shape.tree import Source, catches, findings, imported

WEB_SIDE = {"routes.py", "guards.py"}
WEB_PACKAGES = {"litestar", "starlette", "uvicorn", "websockets", "httpx"}
NOT_FEATURES = {"kit", "live", "migrations", "api_page"}


def knows_the_web(source: Source) -> Iterator[str]:
    in_a_feature = len(source.parts) > 2 and source.parts[1] not in NOT_FEATURES
    if not in_a_feature or source.name in WEB_SIDE:
        return
    for node in source.nodes():
        for name in imported(node):
            if name.split(".")[0] in WEB_PACKAGES:
                yield source.at(node, f"imports {name}")


def test_only_routes_know_the_web() -> None:
    assert findings(knows_the_web, "hub") == []


def test_a_verb_that_knows_the_web_is_caught() -> None:
    assert catches(knows_the_web, "from litestar import Request", "hub/orders/service.py")
    assert catches(knows_the_web, "import litestar.exceptions", "hub/orders/closing.py")
    assert not catches(knows_the_web, "from litestar import post", "hub/orders/routes.py")
    assert not catches(knows_the_web, "from litestar import Litestar", "hub/app.py")
