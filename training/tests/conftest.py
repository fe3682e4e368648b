"""Networks of many small sizes learn with the plain convolution's own gradient, for which nothing has to be compiled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from training.model import depthwise


@pytest.fixture(autouse=True)
def plain_convolution(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.module.__name__.rsplit(".", 1)[-1] != "test_model_depthwise":
        monkeypatch.setattr(depthwise, "_compiled", lambda: None)
    yield
