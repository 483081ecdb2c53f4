"""Judges request bodies and answers by Discord's own OpenAPI description.

It knows the description's file and nothing of the test server. The rules that the description leaves out stand in
`beyond.py`. Invariant: an empty list means "fits"; a judgement never changes what it judges.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, validators  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from .beyond import beyond

Json = dict[str, Any]
JSON_SCHEMA = ("content", "application/json", "schema")


class Description:
    """Discord's description, read from an OpenAPI-shaped JSON file."""

    def __init__(self, path: Path) -> None:
        self.document: Json = json.loads(path.read_text(encoding="utf-8"))
        self._loosen()
        self._registry: Registry[Any] = Registry().with_resource("api", DRAFT202012.create_resource(self.document))
        # Literal segments before parameters, so that /messages/@original wins over /messages/{message_id}.
        templates = sorted(self.document["paths"], key=lambda template: template.count("{"))
        self._patterns = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", template)), template) for template in templates]
        self._validator = cache(self._make_validator)

    def request(self, method: str, path: str, body: Any, before: Json | None = None) -> list[str]:
        """Say what is wrong with a request; `before` is the message that a PATCH is about to change."""
        template, operation = self.operation(method, path)
        if operation is None:
            return [f"{method} {path}: no such operation in the description"]
        content = operation.get("requestBody", {}).get("content", {})
        if body is None:
            return [f"{method} {template}: a body is required"] if content else []
        if "application/json" not in content:
            return [] if not body else [f"{method} {template}: takes no JSON body"]
        problems = self._judge((template, method.lower(), "requestBody", *JSON_SCHEMA), body)
        return problems or [f"{template} {problem}" for problem in beyond(template, body, before)]

    def answer(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Say where an answer of a server departs from what Discord would send."""
        template, operation = self.operation(method, path)
        if operation is None or "content" not in operation["responses"].get(str(status), {}):
            return []
        return self._judge((template, method.lower(), "responses", str(status), *JSON_SCHEMA), body)

    def shape(self, schema: str, value: Any) -> list[str]:
        """Judge one value by a named schema, for what comes over the gateway: it has no operation of its own."""
        validator = self._validator(f"/components/schemas/{schema}")
        return [f"{schema} {place(error)}: {telling(error)}" for error in validator.iter_errors(value)]

    def operation(self, method: str, path: str) -> tuple[str, Json | None]:
        """Find the operation that a concrete path belongs to."""
        for pattern, template in self._patterns:
            found: Json | None = self.document["paths"][template].get(method.lower())
            if found is not None and pattern.fullmatch(path):
                return template, found
        return path, None

    def _judge(self, steps: tuple[str, ...], value: Any) -> list[str]:
        pointer = "/paths/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        return [f"{steps[0]} {place(error)}: {telling(error)}" for error in self._validator(pointer).iter_errors(value)]

    def _make_validator(self, pointer: str) -> Any:
        checker = Draft202012Validator.FORMAT_CHECKER
        judge = validators.extend(Draft202012Validator, {"anyOf": self._any_of})
        return judge({"$ref": f"api#{pointer}"}, registry=self._registry, format_checker=checker)

    def _any_of(self, validator: Any, branches: list[Json], value: Any, _schema: Json) -> Iterator[ValidationError]:
        """Judge a union by the one branch that is meant where a `type` or null tells: quicker, and better worded."""
        meant = [branch for branch in branches if self._may_mean(branch, value)]
        if not meant:
            yield ValidationError(f"{shown(value)} is of a kind that cannot stand here")
            return
        if len(meant) == 1:
            yield from validator.descend(value, meant[0], schema_path=branches.index(meant[0]))
            return
        causes = [list(validator.descend(value, branch, schema_path=number)) for number, branch in enumerate(meant)]
        if all(causes):
            yield ValidationError("fits no branch", context=[cause for branch in causes for cause in branch])

    def _may_mean(self, branch: Json, value: Any) -> bool:
        if (branch.get("type") == "null") != (value is None):
            return False
        schema = self.document["components"]["schemas"].get(branch.get("$ref", "").rsplit("/", 1)[-1], branch)
        kind = schema.get("properties", {}).get("type", {})
        kinds = kind.get("enum", [kind["const"]] if "const" in kind else [])
        return not (kinds and isinstance(value, dict) and "type" in value) or value["type"] in kinds

    def _loosen(self) -> None:
        schemas = self.document["components"]["schemas"]
        # Discord takes ids as numbers too, and discord.py 2.7.1 sends some so (message_reference, attachments).
        schemas["SnowflakeType"] = {"anyOf": [schemas["SnowflakeType"], {"type": "integer", "minimum": 0}]}
        # Media channels are documented but missing here; discord.py names them for "any channel of a guild".
        schemas["ChannelTypes"]["enum"].append(16)


def place(error: ValidationError) -> str:
    """Name where in the body an error lies."""
    return "/".join(map(str, error.absolute_path)) or "."


def telling(error: ValidationError) -> str:
    """Word the most telling part of an error: under a union, what lies deepest."""
    if error.context:
        deepest = max(error.context, key=lambda cause: len(cause.absolute_path))
        return telling(deepest) if place(deepest) == place(error) else f"at {place(deepest)}: {telling(deepest)}"
    if error.validator in ("anyOf", "required"):
        return str(error.message)
    return f"{shown(error.instance)} breaks {error.validator} {str(error.validator_value)[:80]}"


def shown(value: Any) -> str:
    """Word a value shortly."""
    words = repr(value)
    return words if len(words) < 60 else words[:57] + "..."
