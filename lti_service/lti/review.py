"""Submission review (LTI Submission Review 1.0): whose work a platform wants shown."""

from lti_service.domain.launch import Platform
from lti_service.errors import LaunchRefusedError
from lti_service.lti import claim
from lti_service.lti.claim import Claims

REQUEST = "LtiSubmissionReviewRequest"


def read_learner(
    claims: Claims, subject: str | None, platform: Platform, *, instructor: bool
) -> str:
    """Return ``sub`` of the learner whose work is asked for.

    Raises:
        LaunchRefusedError: It is not said whose, nobody asks, or a learner asks for the
            work of another.
    """
    learner = claim.identifier(claim.members(claims, claim.FOR_USER), "user_id")
    if not learner:
        raise LaunchRefusedError("review-user-missing", platform=platform.id)
    if subject is None:
        raise LaunchRefusedError("review-anonymous", platform=platform.id)
    if learner != subject and not instructor:
        raise LaunchRefusedError("review-forbidden", platform=platform.id)
    return learner
