"""What a platform lets a teacher choose, and the choice under way."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeepLinkingSettings:
    """What a platform asks for in a deep-linking request.

    Attributes:
        return_url: Where the answer is posted; it may carry a secret of the user's.
        data: JSON text of what must come back unchanged; empty for nothing.
        multiple: Whether it takes more than one item.
        line_items: Whether it makes gradebook columns, as far as it says.
    """

    return_url: str = field(repr=False)
    data: str = field(repr=False)
    multiple: bool
    line_items: bool


@dataclass(frozen=True, slots=True)
class ContentPick:
    """A choice that a teacher was offered: for a resource link, or to be sent back.

    Attributes:
        account_id: Who alone may make it.
        resource_link_id: The link it is for; empty where the platform asked for items.
        return_url: As in `DeepLinkingSettings`, like the three below; empty for a link.
    """

    id: str
    account_id: str
    platform_id: str
    deployment_id: str
    resource_link_id: str
    return_url: str = field(repr=False)
    data: str = field(repr=False)
    multiple: bool
    line_items: bool
    expires_at: datetime
