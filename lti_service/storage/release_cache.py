"""Published courses in memory: read once a process, the least used make room."""

import io
import threading
from collections import OrderedDict
from dataclasses import replace

from course_builder.model.release import read_release
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.attempt import part_of
from lti_service.errors import NotFoundError
from lti_service.ports.storage import Storage

MOST_COURSES = 16
"""How many releases one process keeps, each with the parts that were asked for."""

_WHOLE = ("", "")


class StoredCourses:
    """Implements `Courses` on what is stored; safe to share between threads.

    Media stay in the database: pages name them by address, nothing here needs them.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._kept: OrderedDict[str, dict[tuple[str, str], RenderedCourse]] = (
            OrderedDict()
        )
        self._lock = threading.Lock()

    def get(
        self, release_id: str, module_id: str = "", activity_id: str = ""
    ) -> RenderedCourse:
        """Return a course or a part of it; see `ports.Courses.get`."""
        parts = self._parts(release_id)
        wanted = (module_id, activity_id)
        if wanted not in parts:
            try:
                parts[wanted] = part_of(parts[_WHOLE], module_id, activity_id)
            except KeyError as error:
                raise NotFoundError("unknown-course", part=str(error)) from error
        return parts[wanted]

    def _parts(self, release_id: str) -> dict[tuple[str, str], RenderedCourse]:
        with self._lock:
            if release_id in self._kept:
                self._kept.move_to_end(release_id)
                return self._kept[release_id]
        with self._storage.reading() as uow:
            content = uow.releases.content(release_id)
        if content is None:
            raise NotFoundError("unknown-course", release=release_id)
        course = replace(read_release(io.BytesIO(content)).course, media=())
        with self._lock:
            self._kept[release_id] = {_WHOLE: course}
            if len(self._kept) > MOST_COURSES:
                self._kept.popitem(last=False)
            return self._kept[release_id]
