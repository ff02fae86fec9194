"""The document of ``/api/v1`` and what is served agree: schemathesis asks both."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from lti_service.web.api import operations
from lti_service.web.api_operation import Operation, documented_path
from lti_service.web.limit import ENABLED
from tests.attacks.routes import IDS
from tests.attacks.world import World, api_secret, open_world

CHECKS = [
    # Not whether all that fits the schema is taken: a NIP may be well-formed and nobody's.
    *(not_a_server_error, status_code_conformance, content_type_conformance),
    *(response_headers_conformance, response_schema_conformance, unsupported_method),
    *(negative_data_rejection, missing_required_header, ignored_auth),
    allow_header_conformance,
]
EXAMPLES = 12
"""Of each operation and manner, beside those that its schema names."""


@schemathesis.serializer("application/zip")
def as_it_is(_context: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_world(tmp_path_factory.mktemp("api"))
    opened.app.config[ENABLED] = False
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def served(world: World) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)


def test_the_document_is_openapi(served: schemathesis.BaseSchema) -> None:
    served.validate()


def test_of_requests_with_one_key_at_once_one_is_carried_out(world: World) -> None:
    def send(_number: int) -> int:
        answer = world.app.test_client().post(
            "/api/v1/plans/2040/items",
            json={"competency": "T-PB-01", "level": 2},
            headers={
                "Authorization": f"Bearer {api_secret('admin')}",
                "Idempotency-Key": "at-once",
            },
        )
        return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = set(pool.map(send, range(8)))

    assert 201 in statuses <= {201, 409}
    with world.storage.reading() as uow:
        assert len(uow.plans.versions(2040)) == 1


@pytest.mark.parametrize("manner", GenerationMode)
@pytest.mark.parametrize("operation", operations.all, ids=lambda one: one.name)
def test_what_is_served_is_as_the_document_says(
    operation: Operation, manner: GenerationMode, served: schemathesis.BaseSchema
) -> None:
    asked = served[documented_path(operation.path)][operation.method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(asked.as_strategy(generation_mode=manner))
    def ask(case: schemathesis.Case[Any]) -> None:
        if manner is GenerationMode.POSITIVE:
            # Else nothing but 404 would be asked for.
            case.path_parameters.update(
                {name: IDS[name] for name in case.path_parameters}
            )
        case.call_and_validate(
            headers={"Authorization": f"Bearer {api_secret('admin')}"}, checks=CHECKS
        )

    ask()
