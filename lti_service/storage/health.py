"""What the database says of itself, and where its file lies."""

import shutil
from pathlib import Path

import sqlalchemy as sa

from lti_service.domain.health import DatabaseCondition

_MOUNTS = Path("/proc/self/mounts")
_SHARES = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "fuse.glusterfs",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)
_NOW = sa.select(sa.func.clock_timestamp(type_=sa.DateTime(timezone=True)))
"""Its clock as it runs: `now()` would be that of the transaction's beginning."""


def condition(engine: sa.Engine, trouble: str) -> DatabaseCondition:
    """Return what is known of a database.

    Args:
        engine: Leads to it.
        trouble: Why it cannot be used, as found before; empty where it can.
    """
    kind = engine.dialect.name
    path = Path(engine.url.database or "") if kind == "sqlite" else None
    share = share_of(path) if path else ""
    free_bytes = _free_bytes(path) if path else None
    if trouble:
        return DatabaseCondition(kind, trouble, share=share, free_bytes=free_bytes)
    with engine.connect() as connection:
        if kind != "sqlite":
            return DatabaseCondition(kind, now=connection.execute(_NOW).scalar_one())
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    return DatabaseCondition(kind, journal=journal, share=share, free_bytes=free_bytes)


def share_of(path: Path, mounts: Path = _MOUNTS) -> str:
    """Return the network file system that a file lies on; empty for none, or unknown."""
    try:
        lines = mounts.read_text().splitlines()
    except OSError:
        return ""
    resolved = str(path.resolve())
    best, kind = "", ""
    for line in lines:
        _, point, found, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        inside = resolved == point or resolved.startswith(f"{point.rstrip('/')}/")
        if inside and len(point) >= len(best):
            best, kind = point, found
    return kind if kind in _SHARES else ""


def _free_bytes(path: Path) -> int | None:
    try:
        return shutil.disk_usage(path.resolve().parent).free
    except OSError:
        return None
