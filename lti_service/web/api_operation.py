"""One declaration an operation of ``/api/v1``: it serves, validates, and documents."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, cast

from flask import Blueprint, Response, g, request
from pydantic import BaseModel, ValidationError
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from lti_service.domain.api_token import ApiToken, Scope
from lti_service.errors import (
    EXPLANATIONS,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
)
from lti_service.use_cases.api.feed import check_everywhere
from lti_service.use_cases.api.token import once
from lti_service.web.api_model import Problem
from lti_service.web.current import api_token, base_url, ports

JSON, ZIP, PROBLEM = "application/json", "application/zip", "application/problem+json"
VERSION = "1.0.0"
_SCHEMAS = "#/components/schemas/"
_LONGEST_KEY = 200
_ALWAYS = ("api-token-invalid", "api-token-expired", "api-scope-missing", "too-often")


class Key(StrEnum):
    """Whether a write bears an ``Idempotency-Key``."""

    NONE = "none"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a view answers.

    Attributes:
        location: Path of what came to be; empty for nothing.
        status: Instead of the operation's.
    """

    model: BaseModel
    location: str = ""
    status: int = 0


View = Callable[..., Reply]


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of one address does.

    Attributes:
        path: Below ``/api/v1``, as Flask writes it.
        scope: What a token needs; none where anybody may.
        answer: Model of the answer.
        query: Model of what follows the address.
        body: Model of the body; bytes for a file.
        key: Whether it bears an ``Idempotency-Key``.
        matches: Whether it needs ``If-Match``.
        everywhere: Whether a token for one unit is refused.
        status: Of an answer that is no refusal.
        refusals: Codes of what may be refused, beside those that any may be.
        about: More than a line.
    """

    method: str
    path: str
    view: View
    scope: Scope
    answer: type[BaseModel]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | type[bytes] | None = None
    key: Key = Key.NONE
    matches: bool = False
    everywhere: bool = False
    status: int = 200
    refusals: tuple[str, ...] = ()
    about: str = ""

    @property
    def name(self) -> str:
        """Name of the operation, and of its endpoint."""
        return self.view.__name__

    @property
    def summary(self) -> str:
        """What it does, in a line."""
        return (self.view.__doc__ or "").strip().removesuffix(".")

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes that it may be refused with."""
        found = [*_ALWAYS, *self.refusals]
        if self.query is not None:
            found.append("api-query-invalid")
        if self.body is not None:
            found += ["api-media-type", "too-large"]
        if self.body not in {None, bytes}:
            found.append("api-invalid")
        if self.key is not Key.NONE:
            found += ["api-key-missing", "api-key-reused", "api-key-pending"]
        if self.everywhere:
            found.append("api-token-narrow")
        if self.matches:
            found += ["api-precondition-missing", "api-precondition-failed"]
        return tuple(dict.fromkeys(found))


@dataclass(slots=True)
class Operations:
    """All operations, declared by `declare`."""

    blueprint: Blueprint
    all: list[Operation] = field(default_factory=list)

    def declare(self, method: str, path: str, **words: Any) -> Callable[[View], View]:
        """Declare what a view does, and serve it."""

        def kept(view: View) -> View:
            operation = Operation(method=method, path=path, view=view, **words)
            self.all.append(operation)
            serve = partial(_serve, operation)
            self.blueprint.add_url_rule(
                path, operation.name, serve, methods=[method], strict_slashes=False
            )
            return view

        return kept


def refuse(code: str, errors: list[dict[str, str]]) -> InvalidInputError:
    """Return a refusal that names what is wrong, place by place."""
    g.problem = {"errors": errors}
    return InvalidInputError(code)


def check_match(current: BaseModel) -> None:
    """Refuse a change of what is not any more as the client read it.

    Raises:
        ConflictError: ``api-precondition-failed``.
    """
    tag = _tag(_body(current))
    asked = request.if_match
    if not (asked.star_tag or asked.is_strong(tag)):
        raise ConflictError("api-precondition-failed")


def _serve(operation: Operation, **arguments: Any) -> Response:
    token = _entitled(operation)
    if operation.query is not None:
        arguments["query"] = _query(operation.query)
    content = b""
    if operation.body is not None:
        content = request.get_data()
        kind = ZIP if operation.body is bytes else JSON
        if request.mimetype != kind:
            raise InvalidInputError("api-media-type")
        arguments["body"] = (
            content if operation.body is bytes else _read(operation.body, content)
        )
    if operation.matches and not request.headers.get("If-Match"):
        raise InvalidInputError("api-precondition-missing")

    def act() -> tuple[int, str, str]:
        reply = operation.view(token, **arguments)
        return reply.status or operation.status, _body(reply.model), reply.location

    key = request.headers.get("Idempotency-Key", "")
    if operation.key is Key.NONE or (operation.key is Key.MAY and not key):
        status, body, location = act()
    else:
        status, body, location = _once(operation, token, key, content, act)
    response = Response(body, status, mimetype=JSON)
    if location:
        response.headers["Location"] = f"{base_url()}/api/v1{location}"
    tag = _tag(body)
    response.set_etag(tag)
    known = request.if_none_match
    if operation.method == "GET" and (known.star_tag or known.contains_weak(tag)):
        response.status_code, response.data = 304, b""
    return response


def _entitled(operation: Operation) -> ApiToken:
    token = api_token()
    if operation.scope not in token.scopes:
        g.problem = {"required_scope": str(operation.scope)}
        raise ForbiddenError("api-scope-missing", token=token.id)
    if operation.everywhere:
        check_everywhere(token)
    return token


def _once(
    operation: Operation,
    token: ApiToken,
    key: str,
    content: bytes,
    act: Callable[[], tuple[int, str, str]],
) -> tuple[int, str, str]:
    if not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise InvalidInputError("api-key-missing", operation=operation.name)
    asked = f"{request.method} {request.full_path}\n".encode() + content
    return once(token, key, asked, act, ports=ports())


def _query(model: type[BaseModel]) -> BaseModel:
    given = request.args.to_dict(flat=False)
    twice = [name for name, values in given.items() if len(values) > 1]
    if twice:
        raise refuse(
            "api-query-invalid", [_error(n, "repeated", "once") for n in twice]
        )
    try:
        return model.model_validate_strings({n: v[0] for n, v in given.items()})
    except ValidationError as error:
        raise refuse("api-query-invalid", _errors(error)) from error


def _read(model: type[BaseModel] | type[bytes], content: bytes) -> BaseModel:
    try:
        return cast("type[BaseModel]", model).model_validate_json(content)
    except ValidationError as error:
        raise refuse("api-invalid", _errors(error)) from error


def _errors(error: ValidationError) -> list[dict[str, str]]:
    return [
        _error(
            "/".join(
                str(part).replace("~", "~0").replace("/", "~1") for part in e["loc"]
            ),
            e["type"],
            e["msg"],
        )
        for e in error.errors(
            include_url=False, include_input=False, include_context=False
        )
    ][:100]


def _error(place: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/{place}" if place else "", "code": code, "detail": detail}


def _body(model: BaseModel) -> str:
    return model.model_dump_json()


def _tag(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:32]


# ---- the document ----------------------------------------------------------------------


def document(operations: list[Operation], url: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of all operations.

    Args:
        operations: All that are declared.
        url: The public address of the service.
    """
    used: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization")]
    for one in operations:
        used.append((one.answer, "serialization"))
        if isinstance(one.body, type) and issubclass(one.body, BaseModel):
            used.append((one.body, "validation"))
    names, found = models_json_schema(
        list(dict.fromkeys(used)), ref_template=_SCHEMAS + "{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        path = documented_path(one.path)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "lti-service: people, plan, evidence and learning hours",
            "version": VERSION,
            "description": _ABOUT,
        },
        "servers": [{"url": f"{url}/api/v1"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token of /admin/api or lti-service api-tokens.",
                }
            },
            "schemas": found["$defs"],
        },
    }


def documented_path(path: str) -> str:
    """Return a path as OpenAPI writes it."""
    return path.replace("<int:", "{").replace("<", "{").replace(">", "}")


def _operation(one: Operation, names: Mapping[Any, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": one.about,
        "tags": [one.scope.partition(":")[0]],
        "security": [{"bearer": [str(one.scope)]}],
        "parameters": _parameters(one),
        "responses": _responses(one, names),
    }
    if one.body is bytes:
        binary = {"type": "string", "contentMediaType": ZIP}
        told["requestBody"] = {"required": True, "content": {ZIP: {"schema": binary}}}
    elif one.body is not None:
        schema = names[one.body, "validation"]
        told["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return told


def _parameters(one: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for part in one.path.split("/"):
        if part.startswith("<"):
            kind, _, name = part.strip("<>").rpartition(":")
            told = (
                {"type": "integer", "minimum": 0, "maximum": 9999}
                if kind
                else {"type": "string", "minLength": 1}
            )
            found.append({"name": name, "in": "path", "required": True, "schema": told})
    if one.query is not None:
        schema: dict[str, Any] = one.query.model_json_schema()
        for name, about in schema["properties"].items():
            found.append(
                {
                    "name": name,
                    "in": "query",
                    "required": name in schema.get("required", []),
                    "description": about.pop("description", ""),
                    "schema": about,
                }
            )
    headers = [
        (
            "If-None-Match",
            one.method == "GET",
            False,
            "An ETag: 304 where it still holds.",
        ),
        ("If-Match", one.matches, True, "The ETag of what is changed."),
        ("Idempotency-Key", one.key is not Key.NONE, one.key is Key.MUST, _KEY_WORDS),
    ]
    for name, has, needed, words in headers:
        if has:
            text: dict[str, Any] = {"type": "string"}
            if name == "Idempotency-Key":
                text |= {"minLength": 1, "maxLength": _LONGEST_KEY}
            found.append(
                {
                    "name": name,
                    "in": "header",
                    "required": needed,
                    "description": words,
                    "schema": text,
                }
            )
    return found


def _responses(one: Operation, names: Mapping[Any, Any]) -> dict[str, Any]:
    tag = {"ETag": {"description": "Of this answer.", "schema": {"type": "string"}}}
    answer = {
        "description": one.summary,
        "headers": tag,
        "content": {JSON: {"schema": names[one.answer, "serialization"]}},
    }
    found: dict[str, Any] = {str(one.status): answer}
    if one.status == 201:  # noqa: PLR2004
        found["200"] = answer
    if one.method == "GET":
        found["304"] = {"description": "It is as the client has it."}
    by_status: dict[int, list[str]] = {}
    for code in one.codes:
        by_status.setdefault(EXPLANATIONS[code].status, []).append(code)
    problem = {PROBLEM: {"schema": names[Problem, "serialization"]}}
    for status, codes in sorted(by_status.items()):
        words = ", ".join(f"`{code}`" for code in codes)
        found[str(status)] = {"description": words, "content": problem}
    return found


_KEY_WORDS = (
    "Your own random key of this act: within 24 hours the same request under it is "
    "answered as before and changes nothing."
)
_ABOUT = """For systems of administrators: bridges to SIASN, dashboards, course builders.

A token is sent as `Authorization: Bearer …`. It has scopes, an end, and may be for one
unit and those below. Everything written passes the same rules as in the pages, and is in
the audit trail under the token.

**Pages.** A listing has `next`, null at the end, and `resume`, from where what comes later
is read. A token for one unit may get short and empty pages before the end.

**Ledgers.** Evidence and learning hours are only ever added to: of one `record` of a
person the highest `revision` holds. Rows that were being written while one read may
appear late, so read the whole again now and then.

**Refusals** are `application/problem+json` with a stable `code`.

**How often.** 300 requests a minute for each token, then 429 with `Retry-After`.
"""
