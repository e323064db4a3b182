"""Prompts out of templates and values that nobody vouches for."""

from __future__ import annotations

import collections
import re
import string
from typing import Any, Mapping, Optional, Protocol, Sequence

from mixline.errors import BadRequest


class Tokenizer(Protocol):
    """What is used of Hugging Face's tokenizers."""

    def encode(self, text: str, *, add_special_tokens: bool = ...) -> Any:
        ...


class Template:
    """Text with named places; double braces are braces."""

    def __init__(self, name: str, text: str, *, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        self.name = name
        self.parts: list[tuple[bool, str]] = []
        try:
            parsed = list(string.Formatter().parse(text))
        except ValueError as wrong:
            raise ValueError(f"{name}: {text!r} is no template: {wrong}") from None
        for literal, place, form, conversion in parsed:
            if literal:
                self.parts.append((False, literal))
            if place is not None:
                if place not in (*required, *optional) or form or conversion:
                    known = ", ".join(f"{{{known}}}" for known in (*required, *optional))
                    raise ValueError(f"{name}: {{{place}}} (expected: {known})")
                self.parts.append((True, place))
        for place in required:
            if self.places.count(place) != 1:
                raise ValueError(f"{name}: {self.places.count(place)} times {{{place}}} (expected: once)")

    @property
    def places(self) -> list[str]:
        return [part for is_place, part in self.parts if is_place]

    def fill(self, values: Mapping[str, str]) -> str:
        return "".join(values[part] if is_place else part for is_place, part in self.parts)


class Prompts:
    """Token ids of filled templates. A value never becomes a control token: names of such are broken by a space, and what
    becomes one all the same (by what the tokenizer normalises) is left out. The placeholder is always one."""

    def __init__(self, tokenizer: Any, placeholder: str) -> None:
        self._tokenizer = tokenizer
        self._placeholder = placeholder
        self.placeholder_id = self._id_of_placeholder()
        self._control = {**_control_tokens(tokenizer), placeholder: self.placeholder_id}
        self._control_ids = frozenset(self._control.values())
        # The longest first: a name may contain another.
        names = sorted(self._control, key=len, reverse=True)
        self._names = re.compile("|".join(re.escape(name) for name in names))
        self._expected: dict[tuple[str, int], dict[int, int]] = {}

    def ids(
        self, template: Template, values: Mapping[str, str], *, placeholders: int = 0, begins: bool = False
    ) -> list[int]:
        """Of the template with those values and that many placeholders at ``{tokens}``; with the tokenizer's tokens of a
        beginning where it ``begins``. Raises :class:`BadRequest` rather than to return another number of placeholders.
        """
        filled = {place: self._neutral(value) for place, value in values.items()}
        filled["tokens"] = self._placeholder * placeholders
        ids = self._encode(template.fill(filled), begins)
        if self._count(ids) != self._expectation(template, placeholders, begins):
            ids = self._piece_by_piece(template, filled, begins)
        found = ids.count(self.placeholder_id)
        if found != placeholders:
            raise BadRequest(
                f"{template.name}: {found} placeholders after tokenising (expected: {placeholders}); does the tokenizer "
                f"join {self._placeholder!r} with what stands beside it?"
            )
        return ids

    def _neutral(self, value: str) -> str:
        # Half of a surrogate pair, which tokenizers refuse, must not cost the other items their scores.
        value = value.encode("utf-8", "replace").decode()
        return self._names.sub(lambda name: f"{name.group()[:1]} {name.group()[1:]}", value)

    def _expectation(self, template: Template, placeholders: int, begins: bool) -> dict[int, int]:
        """How many of each control token the template has by itself."""
        key = (template.name, placeholders)
        expected = self._expected.get(key)
        if expected is None:
            empty = {place: "" for place in template.places}
            empty["tokens"] = self._placeholder * placeholders
            expected = self._expected[key] = self._count(self._encode(template.fill(empty), begins))
        return expected

    def _piece_by_piece(self, template: Template, filled: Mapping[str, str], begins: bool) -> list[int]:
        ids: list[int] = []
        for is_place, part in template.parts:
            if not is_place or part == "tokens":
                ids += self._encode(filled[part] if is_place else part, False)
            else:
                ids += [token for token in self._encode(filled[part], False) if token not in self._control_ids]
        if begins:
            before, after = self._around()
            ids = [*before, *ids, *after]
        return ids

    def _around(self) -> tuple[list[int], list[int]]:
        """What the tokenizer puts before and behind a text of its own."""
        alone, whole = self._encode("a", False), self._encode("a", True)
        for start in range(len(whole) - len(alone) + 1):
            if whole[start : start + len(alone)] == alone:
                return whole[:start], whole[start + len(alone) :]
        return [], []

    def _encode(self, text: str, begins: bool) -> list[int]:
        return [int(token) for token in self._tokenizer.encode(text, add_special_tokens=begins)]

    def _count(self, ids: Sequence[int]) -> dict[int, int]:
        return dict(collections.Counter(token for token in ids if token in self._control_ids))

    def _id_of_placeholder(self) -> int:
        ids = self._encode(self._placeholder, False)
        if len(ids) != 1 or ids[0] == getattr(self._tokenizer, "unk_token_id", None):
            raise ValueError(
                f"placeholder: {self._placeholder!r} is {ids} to the tokenizer (expected: one token of its own)"
            )
        return ids[0]


def _control_tokens(tokenizer: Any) -> dict[str, int]:
    """Added tokens that the tokenizer calls special, or whose name stands in angle or square brackets, as in the encoder
    (docs/decisions/0060); but not the one for unknown words, which real words become."""
    unknown: Optional[str] = getattr(tokenizer, "unk_token", None)
    names: dict[str, int] = dict(tokenizer.get_added_vocab())
    control = {name: id for name, id in names.items() if name[:1] + name[-1:] in ("<>", "[]")}
    for name in tokenizer.all_special_tokens:
        control[name] = names[name] if name in names else int(tokenizer.convert_tokens_to_ids(name))
    return {name: id for name, id in control.items() if name and name != unknown}
