"""Check that ids are unique, that what is named exists, and that hours add up."""

from collections.abc import Iterator
from decimal import Decimal

from course_builder.codes import nearest
from course_builder.errors import Finding, SourceLocation
from course_builder.model.course import Activity, Course, Module
from course_builder.model.quiz import Quiz

MINUTES_OF_HOUR = 45
"""Minutes of one hour (JP) of teaching."""

_OVERVIEW = "index"
_WHOLE_LINE = 10_000


def check_modules(course: Course) -> Iterator[Finding]:
    """Yield repeated ids of modules, and prerequisites that cannot be met."""
    first: dict[str, Module] = {}
    for module in course.modules:
        known = first.setdefault(module.id, module)
        if known is not module:
            path = str(known.where.path)
            yield _at(module, "id", "B129", id=module.id, path=path)
        if module.id == _OVERVIEW:
            yield _at(module, "id", "B130", id=module.id)
    for module in first.values():
        for number, prerequisite in enumerate(module.prerequisites):
            if prerequisite not in first:
                yield _at(
                    module,
                    _item(module, "prerequisites", number),
                    "B128",
                    id=prerequisite,
                    nearest=nearest(prerequisite, first),
                    known=", ".join(first),
                )
    yield from _check_circles(first)


def check_hours(course: Course) -> Iterator[Finding]:
    """Yield a difference between the hours and the minutes of the modules."""
    counted = [module.minutes for module in course.modules if not module.optional]
    if not course.hours or not counted:
        return
    expected = course.hours * MINUTES_OF_HOUR
    minutes = sum(counted)
    # Where minutes could not be read, those that are missing may yet make up for it.
    is_short = minutes < expected - 1 and all(counted)
    if is_short or minutes > expected + 1:
        fitting = round(Decimal(minutes) / MINUTES_OF_HOUR, 2).normalize()
        values = {
            "hours": f"{course.hours:f}",
            "expected": f"{expected.normalize():f}",
            "minutes": str(minutes),
            "fitting": f"{fitting:f}",
        }
        where = course.places.get("hours", course.where)
        yield Finding("B127", where, len(values["hours"]), values)


def check_activities(course: Course) -> Iterator[Finding]:
    """Yield repeated ids of activities, at their second place; modules before banks."""
    first: dict[str, Activity] = {}
    for activity in _activities(course):
        known = first.setdefault(activity.id, activity)
        if known is not activity:
            values = {
                "id": activity.id,
                "path": str(known.where.path),
                "line": str(known.where.line),
            }
            yield Finding("B207", activity.where, _WHOLE_LINE, values)


def check_competencies(course: Course) -> Iterator[Finding]:
    """Yield competencies that are named but not declared in index.md."""
    pairs = {f"{c.code}.{c.level}" for c in course.competencies}
    codes = {c.code for c in course.competencies}
    for module in course.modules:
        for number, code in enumerate(module.competencies):
            if code not in codes:
                key = _item(module, "competencies", number)
                near = nearest(code, codes)
                yield _at(module, key, "B135", code=code, nearest=near)
    for activity in _activities(course):
        for ref in activity.competencies:
            name = str(ref)
            if name not in pairs:
                values = {
                    "value": name,
                    "code": ref.code,
                    "level": str(ref.level),
                    "nearest": nearest(name, pairs),
                }
                yield Finding("B222", ref.where, len(name), values)


def _activities(course: Course) -> Iterator[Activity]:
    """Yield all activities in source order, those within quizzes and banks too."""
    for page in course.pages:
        for activity in page.activities:
            yield activity
            if isinstance(activity, Quiz):
                path = activity.where.path
                yield from (q for q in activity.questions if q.where.path == path)
    for bank in course.banks:
        yield from bank.questions


def _check_circles(modules: dict[str, Module]) -> Iterator[Finding]:
    """Yield each module that must, by its prerequisites, come before itself."""
    done: set[str] = set()
    for start in modules:
        path: dict[str, None] = {}
        waiting = [(start, False)]
        while waiting:
            name, is_left = waiting.pop()
            if is_left:
                path.pop(name)
                done.add(name)
            elif name in path:
                where = modules[name]
                yield _at(where, "prerequisites", "B134", id=name)
            elif name in modules and name not in done:
                path[name] = None
                waiting.append((name, True))
                waiting += [(needed, False) for needed in modules[name].prerequisites]


def _item(module: Module, key: str, number: int) -> str:
    """Return the name of a list's item; a single text has none of its own."""
    return f"{key}.{number}" if f"{key}.{number}" in module.places else key


def _at(module: Module, key: str, code: str, /, **values: str) -> Finding:
    where: SourceLocation = module.places.get(key, module.where)
    name = values.get("id") or values.get("code") or ""
    return Finding(code, where, max(1, len(name)), values)
