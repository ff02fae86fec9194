"""Set the service up for practice: the sandbox as its platform, invented people, courses."""

from importlib import resources

from lti_service.domain.grant import Role
from lti_service.errors import ConflictError
from lti_service.files.table import read_sheet
from lti_service.ports import Ports
from lti_service.sandbox import (
    AUTH_PATH,
    CLIENT_ID,
    DEPLOYMENT_ID,
    JWKS_PATH,
    NAME,
    TOKEN_PATH,
)
from lti_service.use_cases.access.grant import add_grant, list_grants
from lti_service.use_cases.lms.platform import Registration, register_platform
from lti_service.use_cases.organisation.organisation import (
    import_positions,
    import_units,
)
from lti_service.use_cases.organisation.person import import_people
from lti_service.use_cases.programme.batch_intake import import_batches
from lti_service.use_cases.programme.enrolment_intake import import_enrolments
from lti_service.use_cases.programme.programme_intake import import_programmes
from lti_service.use_cases.standard.framework import import_framework
from lti_service.use_cases.standard.standard import import_standards

_IMPORTS = {
    "units.csv": import_units,
    "positions.csv": import_positions,
    "framework.csv": import_framework,
    "standards.csv": import_standards,
    "people.csv": import_people,
}
# Once only: whoever practises changes them.
_PROGRAMMES = {
    "programmes.csv": import_programmes,
    "batches.csv": import_batches,
    "enrolments.csv": import_enrolments,
}
_ROLES = {"assessor": Role.ASSESSOR, "administrator": Role.ADMINISTRATOR}


def prepare_practice(issuer: str, ports: Ports) -> None:
    """Register the practice LMS and take its invented people in; again changes nothing.

    Args:
        issuer: Address of the practice LMS.
        ports: Connections to the outside.
    """
    register_platform(
        Registration(
            issuer=issuer,
            client_id=CLIENT_ID,
            auth_url=f"{issuer}{AUTH_PATH}",
            token_url=f"{issuer}{TOKEN_PATH}",
            jwks_url=f"{issuer}{JWKS_PATH}",
            deployments=frozenset({DEPLOYMENT_ID}),
            name=NAME,
            trust_nip=True,
        ),
        actor="cli",
        ports=ports,
    )
    data = resources.files("lti_service.sandbox") / "data"
    with ports.storage.reading() as uow:
        is_new = not uow.programmes.programmes()
    imports = _IMPORTS | (_PROGRAMMES if is_new else {})
    for name, take_in in imports.items():
        sheet = read_sheet((data / name).read_bytes(), name)
        run = take_in(sheet, dry_run=False, ports=ports)
        if run.problems:
            raise ConflictError("practice-data", file=name)
    held = {grant.role for grant, _ in list_grants(ports=ports)}
    members = read_sheet((data / "members.csv").read_bytes(), "members.csv")
    for row in members.rows:
        role = _ROLES.get(row.cells["role"])
        if role is not None and role not in held:
            add_grant(role, row.cells["nip"], ports=ports)
