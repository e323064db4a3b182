"""A server of SGLang's score API over real HTTP that applies its rules, a tokenizer, and an engine that forwards to the server.

The rules are those of SGLang's sources (autumn 2026), told in docs/ranking.md. A score says what was sent: its first number is the
sum of the item's vectors, its second one tells the token ids.
"""

from __future__ import annotations

import http.server
import json
import re
import threading
import types
import unicodedata
from typing import Any, List, Optional

import torch

from mixline.sglang import HttpEngine

PLACEHOLDER = "<|embed|>"


class WordTokenizer:
    """One id a word, by a vocabulary that grows; normalises by NFKC, as many do, before it looks for added tokens."""

    unk_token = "<unk>"
    unk_token_id = 0
    all_special_tokens = ["<unk>", "<bos>", "<|im_end|>", PLACEHOLDER]

    def __init__(self) -> None:
        self._ids = {name: id for id, name in enumerate([*self.all_special_tokens, "<think>"])}
        self._added = dict(self._ids)
        self._parts = re.compile("|".join(re.escape(name) for name in self._added) + r"|\w+|[^\w\s]")

    def get_added_vocab(self) -> dict[str, int]:
        return dict(self._added)

    def convert_tokens_to_ids(self, token: str) -> int:
        return self._ids.get(token, self.unk_token_id)

    def encode(self, text: str, *, add_special_tokens: bool = True) -> List[int]:
        text.encode()  # what the real ones refuse
        words = self._parts.findall(unicodedata.normalize("NFKC", text))
        ids = [self._ids.setdefault(word, len(self._ids)) for word in words]
        return [self._ids["<bos>"], *ids] if add_special_tokens else ids

    def words(self, ids: List[int]) -> str:
        names = {id: name for name, id in self._ids.items()}
        return " ".join(names[id] for id in ids)


class ScoreServer:
    """Keeps the bodies of the requests that it took."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.taken: list[dict[str, Any]] = []
        self.answer: Optional[bytes] = None
        self.api_key: Optional[str] = None
        self.redirect: Optional[str] = None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                problem = outer.problem(body) if self.path == "/v1/score" else f"no such path: {self.path}"
                if outer.api_key is not None and self.headers["Authorization"] != f"Bearer {outer.api_key}":
                    status, said = 401, b'{"error": "Unauthorized"}'
                elif problem is None:
                    status = 200
                    outer.taken.append(body)
                    said = outer.answer if outer.answer is not None else json.dumps(outer.scores(body)).encode()
                else:
                    status = 400
                    said = json.dumps({"object": "error", "message": problem, "code": 400}).encode()
                self.send_response(status if outer.redirect is None else 302)
                if outer.redirect is not None:
                    self.send_header("Location", outer.redirect)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *arguments: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def problem(self, body: dict[str, Any]) -> Optional[str]:
        """In the order of score_request."""
        labels, items, overrides = body.get("label_token_ids"), body.get("items"), body.get("item_embed_overrides")
        if labels is None:
            return "label_token_ids is required for generation (CausalLM) models."
        if items is None:
            return "items must be provided"
        if not labels or any(type(token) is not int or token < 0 for token in labels) or len(set(labels)) < len(labels):
            return "label_token_ids must be a nonempty list of different nonnegative integers"
        placeholder = body.get("embed_override_token_id")
        if overrides is not None and placeholder is None:
            return (
                "embed_override_token_id is required when query_embed_overrides or item_embed_overrides are supplied."
            )
        if body.get("item_first") and overrides is not None:
            return "item_first is not supported when embeddings are supplied"
        if overrides is not None and len(overrides) != len(items):
            return f"item_embed_overrides length ({len(overrides)}) must match items length ({len(items)})."
        if not isinstance(body["query"], list) or any(not isinstance(item, list) for item in items):
            return "Invalid combination of query/items types for score_request."
        for number, (item, vectors) in enumerate(zip(items, overrides or [])):
            if vectors is None:
                continue
            found = item.count(placeholder)
            if found != len(vectors):
                return (
                    f"items[{number}] contains {found} occurrences of embed_override_token_id={placeholder}, "
                    f"but {len(vectors)} override embeddings were provided."
                )
            if any(len(vector) != self.dimension for vector in vectors):
                return f"positional_embed_overrides hidden_dim does not match model hidden_size ({self.dimension})."
        return None

    @staticmethod
    def scores(body: dict[str, Any]) -> dict[str, Any]:
        overrides = body.get("item_embed_overrides") or [None] * len(body["items"])
        rows = [
            [sum(map(sum, vectors)) if vectors is not None else 0.0, float(told(body["query"] + item))]
            for item, vectors in zip(body["items"], overrides)
        ]
        return {"scores": rows, "model": body["model"], "usage": None}


def told(ids: List[int]) -> int:
    return sum((place + 1) * token for place, token in enumerate(ids)) % 100_003


class ForwardingEngine:
    """Looks like ``sglang.Engine``: takes tensors in this process, and sends what it took to the server."""

    def __init__(self, server: ScoreServer, tokenizer: WordTokenizer) -> None:
        self._http = HttpEngine(server.url)
        self.calls = 0
        self.tokenizer_manager = types.SimpleNamespace(
            tokenizer=tokenizer, model_config=types.SimpleNamespace(hidden_size=server.dimension)
        )

    def score(self, **arguments: Any) -> Any:
        self.calls += 1
        for vectors in arguments.get("item_embed_overrides") or ():
            for vector in vectors or ():
                assert isinstance(vector, torch.Tensor) and vector.dim() == 1
        return self._http.score(**arguments)

    async def async_score(self, **arguments: Any) -> Any:
        self.calls += 1
        return await self._http.async_score(**arguments)
