"""SGLang's score API over HTTP, for a ranker whose engine runs elsewhere."""

from __future__ import annotations

import asyncio
import dataclasses
import http.client
import json
import re
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Optional, Sequence

from mixline.errors import BadRequest, CallFailed, MalformedAnswer

if TYPE_CHECKING:
    import torch


@dataclasses.dataclass(frozen=True)
class HttpScores:
    """What the answer says."""

    scores: list[list[float]]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to whatever host it names, and would not carry the request."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


class HttpEngine:
    """Stands where an engine stands, before SGLang's server at ``url`` (``http://ranker:30000``); the ranker then needs the
    model's tokenizer beside it.

    Vectors become JSON: 250 of 1,024 numbers are some MB, and a good part of a second on both sides. Where the ranker can run in
    the engine's process, it should. Thread-safe.

    ``api_key``: sent as a bearer token, where SGLang was started with one; never shown.
    """

    def __init__(
        self, url: str, *, model: str = "default", timeout: float = 30.0, api_key: Optional[str] = None
    ) -> None:
        server = url.rstrip("/")
        if not re.fullmatch(r"https?://[^?#]+", server) or server.endswith("/v1/score"):
            raise ValueError(
                f"url: {url!r} (expected: the server alone, such as http://ranker:30000, without /v1/score, query or fragment)"
            )
        if api_key is not None and not re.fullmatch(r"[!-~]+", api_key):
            raise ValueError("api_key: hidden (expected: printable ASCII without spaces)")
        self._url = server + "/v1/score"
        self._model = model
        self._timeout = timeout
        self._headers = {"Content-Type": "application/json"}
        if api_key is not None:
            self._headers["Authorization"] = f"Bearer {api_key}"

    def score(
        self,
        query: Sequence[int],
        items: Sequence[Sequence[int]],
        label_token_ids: Optional[Sequence[int]] = None,
        apply_softmax: bool = False,
        item_first: bool = False,
        embed_override_token_id: Optional[int] = None,
        item_embed_overrides: Optional[Sequence[Optional[Sequence["torch.Tensor"]]]] = None,
    ) -> HttpScores:
        """As the engine's, of token ids."""
        body: dict[str, Any] = {
            "model": self._model,
            "query": query,
            "items": items,
            "apply_softmax": apply_softmax,
            "item_first": item_first,
        }
        if label_token_ids is not None:
            body["label_token_ids"] = label_token_ids
        if item_embed_overrides is not None:
            body["embed_override_token_id"] = embed_override_token_id
            body["item_embed_overrides"] = [
                None if vectors is None else [vector.float().tolist() for vector in vectors]
                for vectors in item_embed_overrides
            ]
        return HttpScores(self._post(body))

    async def async_score(self, **arguments: Any) -> HttpScores:
        """The same, on a thread of its own."""
        return await asyncio.to_thread(self.score, **arguments)

    def _post(self, body: dict[str, Any]) -> list[list[float]]:
        request = urllib.request.Request(self._url, json.dumps(body).encode(), self._headers, method="POST")
        try:
            with _OPENER.open(request, timeout=self._timeout) as response:
                answer = response.read()
        except urllib.error.HTTPError as refused:
            said = refused.read(10_000).decode(errors="replace")
            if refused.code == 400:
                raise BadRequest(f"{self._url}: {said}") from refused
            raise CallFailed(f"HTTP {refused.code}", f"{self._url}: {said}") from refused
        except (OSError, http.client.HTTPException) as away:
            raise CallFailed("HTTP", f"{self._url}: {str(away) or repr(away)}") from away
        try:
            scores = json.loads(answer)["scores"]
            return [[float(score) for score in row] for row in scores]
        except (ValueError, KeyError, TypeError) as wrong:
            raise MalformedAnswer(f"{self._url}: no scores: {wrong!r}") from wrong
