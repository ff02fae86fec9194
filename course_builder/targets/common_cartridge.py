"""Common Cartridge 1.1: pages, quizzes and discussions that become an LMS's own.

A cartridge carries no player. What it has no form for stands on its page as something
to read or to do on paper or, where a service is named, is an LTI link to it.

Source: Common Cartridge 1.1 (imscc_profilev1p1); Moodle knows 1.0 and 1.1 only, by their
namespaces within the first 1024 characters of the manifest. What it makes of a cartridge
was tried on Moodle 4.5.6.
"""

import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple
from urllib.parse import urlencode

from lxml import etree
from lxml.html import HtmlElement

from course_builder.locale import translator
from course_builder.model.media import Media
from course_builder.model.question import ChoiceRule, LongRule
from course_builder.model.quiz import When
from course_builder.model.quiz_run import asked as drawn, told_when
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedCourse,
    RenderedDiscussion,
    RenderedModule,
    RenderedPage,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)
from course_builder.player.style import style
from course_builder.targets.archive import write_archive
from course_builder.targets.cartridge_page import (
    STYLE,
    Carried,
    Way,
    document,
    page_document,
)
from course_builder.targets.content import named_media
from course_builder.targets.markup import (
    Surroundings,
    content,
    parsed,
    question_texts,
    quiz_form,
    settle,
    static,
    xml_text,
)
from course_builder.targets.qti import (
    AskedQuestion,
    ascii_html,
    assessment,
    profile,
    question_bank,
)
from course_builder.targets.target import Lack
from course_builder.targets.title import manifest_title

_CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PROFILE = "http://www.imsglobal.org/profile/cc/ccv1p1"
_LOCATIONS = (
    f"{_CP} {_PROFILE}/ccv1p1_imscp_v1p2_v1p0.xsd "
    f"{_LOM} {_PROFILE}/LOM/ccv1p1_lommanifest_v1p0.xsd"
)
_TOPIC = "http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1"
_LTI = "http://www.imsglobal.org/xsd/imslticc_v1p0"
_LINK = "http://www.imsglobal.org/xsd/imsbasiclti_v1p0"
_CUSTOM = "http://www.imsglobal.org/xsd/imslticm_v1p0"
_VENDOR = "http://www.imsglobal.org/xsd/imslticp_v1p0"

_ASSESSMENT = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
_BANK = "imsqti_xmlv1p2/imscc_xmlv1p1/question-bank"
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "·": "-", "’": "'", "…": "..."})
_PLAIN_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'"})


class _Resource(NamedTuple):
    """A resource of the manifest; the first of its files is what it opens."""

    identifier: str
    type: str
    files: tuple[str, ...]
    needs: tuple[str, ...] = ()


class _Item(NamedTuple):
    """An item of the manifest; `identifier` is its resource's, or its own."""

    identifier: str
    title: str
    items: tuple["_Item", ...] = ()


class Cc11:
    """Writes cartridges.

    Args:
        launch_url: Address that opens the whole course in the service, with the course
            in its query; empty for none. LMSs lose custom parameters on import, so
            that the query must say what is opened.
    """

    name = "cc11"
    standard = "Common Cartridge 1.1"
    adapter = ""

    def __init__(self, launch_url: str = "") -> None:
        self._launch_url = launch_url

    def write(self, course: RenderedCourse, out: BinaryIO) -> None:
        """Write one cartridge."""
        write_archive(_Cartridge(course, self._launch_url).files(), out)

    def warnings(self, course: RenderedCourse) -> tuple[Lack, ...]:
        """Return what the cartridge cannot carry, each activity by its id."""
        return tuple(_lacks(course, is_linked=bool(self._launch_url)))


class _Cartridge:
    """One course on its way into a cartridge."""

    def __init__(self, course: RenderedCourse, launch_url: str) -> None:
        self._course = course
        self._launch_url = launch_url
        self._words = translator(course.language)
        self._files: dict[str, bytes] = {}
        self._resources: list[_Resource] = []
        self._pages = {
            page.id: f"pages/{number:03}.html"
            for number, page in enumerate(course.pages, start=1)
        }
        self._media = {media.name: media for media in course.media}
        self._titles = {page.id: page.title for page in course.pages}
        self._banked: dict[str, AskedQuestion] = {}

    def files(self) -> dict[str, bytes]:
        """Return all files by name."""
        names = named_media(self._course)
        for media in self._course.media:
            if media.name in names:
                name = f"media/{media.name}"
                self._add(_media_id(media), "webcontent", {name: media.data})
        self._add("style", "webcontent", {STYLE: style().encode()})
        items = [self._module(module) for module in self._course.modules]
        if self._course.glossary:
            items.append(self._glossary())
        if self._banked:
            bank = question_bank("bank", self._banked.values(), self._course.language)
            self._add("bank", _BANK, {"questions/bank.xml": bank})
        self._files["imsmanifest.xml"] = _manifest(self._course, items, self._resources)
        return self._files

    def _module(self, module: RenderedModule) -> _Item:
        """Return the item of a module: its pages, and what they ask at its end.

        One exercise a module, and not one a page: an LMS keeps a grade for each.
        """
        exercise = self._words("Latihan: {title}").format(title=module.title)
        asked: list[AskedQuestion] = []
        items = [
            item for page in module.pages for item in self._page(page, exercise, asked)
        ]
        if asked:
            identifier = f"exercise-{module.id}"
            self._assessment(identifier, exercise, asked)
            items.append(_Item(identifier, exercise))
        return _Item(f"module-{module.id}", module.title, tuple(items))

    def _page(
        self, page: RenderedPage, exercise: str, asked: list[AskedQuestion]
    ) -> Iterator[_Item]:
        """Yield the items of a page and of what follows it; its questions are added."""
        name = self._pages[page.id]
        carried = {
            activity.id: self._carried(activity, page, exercise)
            for activity in map(self._course.activities.__getitem__, page.activities)
        }
        html = page_document(
            page,
            self._course.activities,
            carried,
            self._around_page(),
            self._course.language,
            self._words,
        )
        identifier = f"page-{PurePosixPath(name).stem}"
        whole = f"{self._course.id}/{page.id}"
        text = document(page.title, html, whole, self._course.language)
        media = [_media_id(media) for media in self._course.media if media.name in html]
        self._add(identifier, "webcontent", {name: text}, ["style", *media])
        yield _Item(identifier, page.title)
        sections = {
            section.get("data-activity"): section
            for section in parsed(page.html).xpath(".//section[@data-activity]")
        }
        for name, where in carried.items():
            activity = self._course.activities[name]
            if isinstance(activity, RenderedQuestion) and where.way is Way.ASSESSMENT:
                asked.append(self._asked(activity, sections[name]))
            item = self._item(activity, where)
            if item is not None:
                yield item

    def _carried(
        self, activity: RenderedActivity, page: RenderedPage, exercise: str
    ) -> Carried:
        way = _way(activity, self._course.language, is_linked=bool(self._launch_url))
        match activity:
            case RenderedQuestion() if way is Way.ASSESSMENT:
                return Carried(way, exercise)
            case RenderedQuestion():
                number = page.activities.index(activity.id) + 1
                title = self._words("Latihan: {title}").format(title=page.title)
                return Carried(way, f"{title} ({number})")
            case RenderedQuiz():
                return Carried(
                    way, activity.title, len(_asked_in(activity, self._course))
                )
            case _:
                return Carried(way, activity.title)

    def _item(self, activity: RenderedActivity, where: Carried) -> _Item | None:
        """Return the item that carries an activity; none where it has none of its own."""
        identifier = f"{where.way.name.lower()}-{activity.id}"
        match activity, where.way:
            case RenderedQuiz() as quiz, Way.ASSESSMENT:
                self._quiz(identifier, quiz)
            case RenderedDiscussion() as discussion, Way.TOPIC:
                topic = self._topic(discussion)
                name = f"discussions/{discussion.id}.xml"
                self._add(identifier, "imsdt_xmlv1p1", {name: topic})
            case _, Way.LINK:
                link = self._link(activity.id, where.title)
                name = f"links/{activity.id}.xml"
                self._add(identifier, "imsbasiclti_xmlv1p0", {name: link})
            case _:
                return None
        return _Item(identifier, where.title)

    def _quiz(self, identifier: str, quiz: RenderedQuiz) -> None:
        tells = told_when(quiz) is not When.NEVER
        asked = {
            question.id: self._asked(
                question, quiz_form(quiz, question.id), tells=tells
            )
            for question in _fitting(quiz, self._course.language)
        }
        if quiz.draws:
            # In the bank a question tells everything, whichever quizzes draw it.
            for one in asked.values():
                whole = one._replace(feedback=self._feedback(one.question))
                self._banked.setdefault(one.question.id, whole)
        self._assessment(
            identifier,
            quiz.title,
            [asked[question] for question in _asked_in(quiz, self._course)],
            attempts=quiz.attempts,
            minutes=quiz.minutes,
        )

    def _assessment(
        self,
        identifier: str,
        title: str,
        asked: Sequence[AskedQuestion],
        *,
        attempts: int = 0,
        minutes: int | None = None,
    ) -> None:
        document = assessment(
            identifier,
            manifest_title(title),
            asked,
            self._course.language,
            attempts=attempts,
            minutes=minutes,
        )
        self._add(identifier, _ASSESSMENT, {f"questions/{identifier}.xml": document})

    def _asked(
        self, question: RenderedQuestion, form: HtmlElement, *, tells: bool = True
    ) -> AskedQuestion:
        texts = question_texts(question, form, self._around_text())
        return AskedQuestion(question, texts, self._feedback(question) if tells else {})

    def _feedback(self, question: RenderedQuestion) -> dict[str, str]:
        told = {"explanation": question.explanation}
        if not isinstance(question.rule, LongRule):
            told["right"] = question.right
            told["wrong"] = question.wrong
            told["hint"] = "\n".join(question.hints)
        if isinstance(question.rule, ChoiceRule):
            for option, html in question.option_feedback.items():
                told[f":{option}"] = html
        around = self._around_text()
        return {name: static(html, around) for name, html in told.items() if html}

    def _topic(self, discussion: RenderedDiscussion) -> bytes:
        topic = etree.Element(f"{{{_TOPIC}}}topic", nsmap={None: _TOPIC})
        _add(topic, _TOPIC, "title", manifest_title(discussion.title))
        prompt = self._prompt(discussion) or escape(discussion.title)
        _add(topic, _TOPIC, "text", ascii_html(prompt), texttype="text/html")
        return _document(topic)

    def _prompt(self, discussion: RenderedDiscussion) -> str:
        for page in self._course.pages:
            if discussion.id in page.activities:
                path = f".//section[@data-activity='{discussion.id}']"
                for section in parsed(page.html).xpath(path):
                    settle(section, self._around_text())
                    return "\n".join(map(content, section.find_class("intro")))
        return ""

    def _link(self, activity: str, title: str) -> bytes:
        """Return an LTI link to an activity.

        Moodle puts its title into XML with the names that HTML has for letters, which
        XML does not know: one dash would stop the import of the whole course.
        """
        address = f"{self._launch_url}&{urlencode({'activity': activity})}"
        space = {None: _LTI, "blti": _LINK, "lticm": _CUSTOM, "lticp": _VENDOR}
        root = etree.Element(f"{{{_LTI}}}cartridge_basiclti_link", nsmap=space)
        _add(root, _LINK, "title", _ascii(manifest_title(title)))
        _add(root, _LINK, "launch_url", address)
        if address.startswith("https:"):
            _add(root, _LINK, "secure_launch_url", address)
        vendor = _add(root, _LINK, "vendor")
        _add(vendor, _VENDOR, "code", "lti-service")
        _add(vendor, _VENDOR, "name", "lti-service")
        return _document(root)

    def _glossary(self) -> _Item:
        title = self._words("Glosarium")
        around = self._around_page()
        terms = "\n".join(
            f"<dt>{escape(term)}</dt>\n<dd>{static(html, around)}</dd>"
            for term, html in self._course.glossary.items()
        )
        html = f"<dl>\n{terms}\n</dl>"
        whole = f"{self._course.id}/glossary"
        text = document(title, html, whole, self._course.language)
        self._add("glossary", "webcontent", {"pages/glossary.html": text}, ["style"])
        # Moodle would take a page at the first level for an empty section.
        return _Item("module-glossary", title, (_Item("glossary", title),))

    def _around_page(self) -> Surroundings:
        """Return where pages stand, one folder below the root."""
        return Surroundings(
            lambda name: f"../media/{name}", self._titles, self._words, keeps_ids=True
        )

    def _around_text(self) -> Surroundings:
        """Return where questions and topics stand: within a document.

        Pictures are within the text: Moodle follows addresses in what is asked, but
        neither in options nor in feedback.
        """
        return Surroundings(
            self._address, self._titles, self._words, titles_pictures=True
        )

    def _address(self, name: str) -> str:
        media = self._media[name]
        if not media.media_type.startswith("image/"):
            return f"{_BASE}media/{name}"
        return f"data:{media.media_type};base64,{b64encode(media.data).decode()}"

    def _add(
        self,
        identifier: str,
        kind: str,
        files: Mapping[str, bytes],
        needs: Sequence[str] = (),
    ) -> None:
        self._files |= files
        self._resources.append(_Resource(identifier, kind, tuple(files), tuple(needs)))


_BASE = "$IMS-CC-FILEBASE$../"
"""Leads out of the folder of a question or a topic; relative to its file."""


def _media_id(media: Media) -> str:
    return f"media-{PurePosixPath(media.name).stem}"


def _fitting(quiz: RenderedQuiz, language: str) -> list[RenderedQuestion]:
    return [q for q in quiz.questions.values() if profile(q, language)]


def _asked_in(quiz: RenderedQuiz, course: RenderedCourse) -> list[str]:
    """Return what a quiz asks here: always the same, where it draws elsewhere."""
    fitting = {q.id: q for q in _fitting(quiz, course.language)}
    part = replace(quiz, questions=fitting, shuffle=False)
    return [one.question_id for one in drawn(part, f"{course.id} {quiz.id}")]


def _way(activity: RenderedActivity, language: str, *, is_linked: bool) -> Way:
    other = Way.LINK if is_linked else Way.PAGE
    match activity:
        case RenderedQuestion():
            return Way.ASSESSMENT if profile(activity, language) else other
        case RenderedQuiz():
            fitting = _fitting(activity, language)
            is_whole = len(fitting) == len(activity.questions) and not activity.draws
            return Way.ASSESSMENT if fitting and (is_whole or not is_linked) else other
        case RenderedDiscussion():
            return Way.TOPIC
        case _:
            return other


def _lacks(course: RenderedCourse, *, is_linked: bool) -> Iterator[Lack]:
    for activity in course.activities.values():
        way = _way(activity, course.language, is_linked=is_linked)
        if way is Way.LINK:
            continue
        named = {"id": activity.id}
        match activity:
            case RenderedQuestion() if way is Way.PAGE:
                yield Lack(
                    "Common Cartridge tidak punya bentuk untuk pertanyaan `{id}`: "
                    "pertanyaan itu dan kuncinya ada di halamannya, untuk dijawab di "
                    "kertas",
                    named,
                )
            case RenderedQuiz():
                yield from _lacks_of_quiz(activity, course)
            case RenderedScenario():
                yield Lack(
                    "simulasi `{id}` tidak dapat dimainkan dari Common Cartridge: "
                    "halamannya memuat keadaan awalnya untuk dibahas",
                    named,
                )
            case RenderedAssignment():
                yield Lack(
                    "Common Cartridge tidak dapat menerima hasil kerja untuk tugas "
                    "`{id}`: halamannya memuat tugas dan rubriknya",
                    named,
                )
            case RenderedSurvey():
                yield Lack(
                    "Common Cartridge tidak dapat mengumpulkan jawaban survei `{id}`: "
                    "halamannya memuat pertanyaannya",
                    named,
                )
            case _:
                pass


def _lacks_of_quiz(quiz: RenderedQuiz, course: RenderedCourse) -> Iterator[Lack]:
    fitting = {question.id for question in _fitting(quiz, course.language)}
    if lost := [name for name in quiz.questions if name not in fitting]:
        yield Lack(
            "Common Cartridge tidak punya bentuk untuk soal {lost} dari kuis `{id}`: "
            "kuis itu tidak menanyakannya",
            {"id": quiz.id, "lost": ", ".join(f"`{name}`" for name in lost)},
        )
    if fitting and quiz.draws:
        yield Lack(
            "Common Cartridge tidak dapat mengundi soal kuis `{id}`: setiap peserta "
            "mendapat {count} soal yang sama; semua soalnya ada di bank soal",
            {"id": quiz.id, "count": str(len(_asked_in(quiz, course)))},
        )


def _manifest(
    course: RenderedCourse, items: Iterable[_Item], resources: Iterable[_Resource]
) -> bytes:
    root = etree.Element(
        f"{{{_CP}}}manifest", nsmap={None: _CP, "lom": _LOM, "xsi": _XSI}
    )
    root.set("identifier", f"cartridge-{course.id}")
    root.set(f"{{{_XSI}}}schemaLocation", _LOCATIONS)
    metadata = _add(root, _CP, "metadata")
    _add(metadata, _CP, "schema", "IMS Common Cartridge")
    _add(metadata, _CP, "schemaversion", "1.1.0")
    _describe(_add(metadata, _LOM, "lom"), course)
    organizations = _add(root, _CP, "organizations")
    organization = _add(
        organizations,
        _CP,
        "organization",
        identifier="organization",
        structure="rooted-hierarchy",
    )
    # The one item at the root bears no title: the standard's sign of a hierarchy.
    _list_items(_add(organization, _CP, "item", identifier="root"), items)
    listed = _add(root, _CP, "resources")
    for resource in resources:
        one = _add(
            listed,
            _CP,
            "resource",
            identifier=resource.identifier,
            type=resource.type,
        )
        if resource.type == "webcontent":
            one.set("href", resource.files[0])
        for name in resource.files:
            _add(one, _CP, "file", href=name)
        for other in resource.needs:
            _add(one, _CP, "dependency", identifierref=other)
    return _document(root)


def _describe(lom: etree._Element, course: RenderedCourse) -> None:
    general = _add(lom, _LOM, "general")
    identifier = _add(general, _LOM, "identifier")
    _add(identifier, _LOM, "catalog", "course-builder")
    _add(identifier, _LOM, "entry", f"{course.id} {course.version}")
    title = _add(general, _LOM, "title")
    _add(title, _LOM, "string", manifest_title(course.title), language=course.language)
    _add(general, _LOM, "language", course.language)
    summary = _add(general, _LOM, "description")
    text = course.summary or course.title
    _add(summary, _LOM, "string", text, language=course.language)
    if course.license:
        rights = _add(lom, _LOM, "rights")
        told = _add(rights, _LOM, "description")
        _add(told, _LOM, "string", course.license, language=course.language)


def _list_items(parent: etree._Element, items: Iterable[_Item]) -> None:
    for item in items:
        listed = _add(parent, _CP, "item", identifier=f"item-{item.identifier}")
        if not item.items:
            listed.set("identifierref", item.identifier)
        _add(listed, _CP, "title", manifest_title(item.title))
        _list_items(listed, item.items)


def _document(root: etree._Element) -> bytes:
    text: bytes = etree.tostring(
        root, encoding="utf-8", xml_declaration=True, pretty_print=True
    )
    return text


def _add(
    parent: etree._Element, space: str, name: str, text: str = "", **attributes: str
) -> etree._Element:
    child = etree.SubElement(
        parent,
        f"{{{space}}}{name}",
        {key: xml_text(value) for key, value in attributes.items()},
    )
    child.text = xml_text(text) or None
    return child


def _ascii(text: str) -> str:
    plain = text.translate(_DASHES).translate(_PLAIN_MARKS)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
