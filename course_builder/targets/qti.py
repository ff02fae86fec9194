"""Questions as QTI 1.2 in the profile of Common Cartridge 1.1.

It knows six forms of question, of which we need five. Numbers and single gaps become
blanks to be filled, with each way of writing the answer; what has no such form (order,
match, several gaps, ranges, patterns alone) cannot be carried.

Source: Common Cartridge 1.1, Profile of QTI 1.2.1; how Moodle reads it is the code of
``backup/cc`` in Moodle 4.5.6, tried there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, assert_never

from lxml import etree

from course_builder.model.graph_document import number_text
from course_builder.model.number import shown_number
from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRule,
    OrderRule,
    Rule,
    TextRule,
)
from course_builder.model.rendered import RenderedQuestion
from course_builder.targets.markup import QuestionTexts, guarded, xml_text

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LOCATION = (
    f"{_QTI} http://www.imsglobal.org/profile/cc/ccv1p1/ccv1p1_qtiasiv1p2p1_v1p0.xsd"
)
_TRUE = {"benar", "true"}
_RESPONSE = "answer"


class AskedQuestion(NamedTuple):
    """A question and the texts it shows, led to where the QTI stands.

    Attributes:
        feedback: HTML by ``right``, ``wrong``, ``explanation``, an option's id with
            ``:`` before it, or ``hint``; absent where nothing is told.
    """

    question: RenderedQuestion
    texts: QuestionTexts
    feedback: Mapping[str, str]


def profile(question: RenderedQuestion, language: str) -> str:
    """Return the name of a question's form; empty where there is none."""
    match question.rule:
        case ChoiceRule(boolean=True):
            return "cc.true_false.v0p1"
        case ChoiceRule(multiple=True):
            return "cc.multiple_response.v0p1"
        case ChoiceRule():
            return "cc.multiple_choice.v0p1"
        case LongRule():
            return "cc.essay.v0p1"
        case TextRule() | NumberRule() | GapRule():
            return "cc.fib.v0p1" if written_answers(question.rule, language) else ""
        case OrderRule() | MatchRule():
            return ""
        case _:
            assert_never(question.rule)


def written_answers(rule: Rule, language: str) -> tuple[str, ...]:
    """Return each way of writing a right answer; none where they cannot be listed."""
    match rule:
        case TextRule(answers=answers):
            return answers
        case NumberRule():
            return tuple(dict.fromkeys(_written_numbers(rule, language)))
        case GapRule(gaps=(gap,)):
            return written_answers(gap, language)
        case _:
            return ()


def assessment(
    identifier: str,
    title: str,
    asked: Sequence[AskedQuestion],
    language: str,
    *,
    attempts: int = 0,
    minutes: int | None = None,
) -> bytes:
    """Return an assessment.

    Args:
        identifier: Of the assessment.
        title: What learners read.
        asked: At least one question that has a profile.
        language: BCP 47 tag of the course.
        attempts: How often it may be taken; 0 for no limit.
        minutes: Time limit; none without one.
    """
    root = _root()
    body = _add(root, "assessment", ident=identifier, title=title)
    fields = {
        "cc_profile": "cc.exam.v0p1",
        "qmd_assessmenttype": "Examination",
        "qmd_scoretype": "Percentage",
        "qmd_feedbackpermitted": "Yes" if any(a.feedback for a in asked) else "No",
        "cc_maxattempts": str(attempts) if attempts else "unlimited",
    }
    if minutes is not None:
        fields["qmd_timelimit"] = str(minutes)
    _metadata(body, fields)
    section = _add(body, "section", ident="root_section")
    for one in asked:
        _item(section, one, language)
    return _document(root)


def question_bank(
    identifier: str, asked: Iterable[AskedQuestion], language: str
) -> bytes:
    """Return a question bank of questions that have a profile, at least one."""
    root = _root()
    bank = _add(root, "objectbank", ident=identifier)
    for one in asked:
        _item(bank, one, language)
    return _document(root)


def ascii_html(html: str) -> str:
    """Return HTML in ASCII, other letters as references.

    Moodle takes the HTML of a cartridge's questions and topics for Latin-1
    (``entities::update_sources``), which would make two letters of each.
    """
    return guarded(html).encode("ascii", "xmlcharrefreplace").decode()


def _written_numbers(rule: NumberRule, language: str) -> Iterator[str]:
    for accepted in rule.accepted:
        # Moodle takes the answer "0" for no answer, and then for no question.
        if accepted.low != accepted.high or not accepted.low:
            return
    english = language.partition("-")[0].lower() == "en"
    for accepted in rule.accepted:
        plain = number_text(accepted.low)
        forms = [
            plain if english else plain.replace(".", ","),
            shown_number(accepted.low, language).replace("−", "-"),
            plain,
        ]
        yield from forms
        if rule.unit:
            yield from (f"{form} {rule.unit}" for form in forms)


def _item(parent: etree._Element, asked: AskedQuestion, language: str) -> None:
    question, texts, feedback = asked
    item = _add(parent, "item", ident=question.id, title=question.title)
    form = profile(question, language)
    fields = {"cc_profile": form, "cc_weighting": number_text(question.points)}
    if isinstance(question.rule, LongRule):
        fields |= {"qmd_scoringpermitted": "Yes", "qmd_computerscored": "No"}
    _metadata(_add(item, "itemmetadata"), fields)
    presentation = _add(item, "presentation")
    _material(presentation, texts.prompt + texts.rubric)
    match question.rule:
        case ChoiceRule() as rule:
            _choices(presentation, rule, texts, _names(question))
        case _:
            field = _add(
                presentation, "response_str", ident=_RESPONSE, rcardinality="Single"
            )
            _add(field, "render_fib", prompt="Box")
    processing = _add(item, "resprocessing")
    outcomes = _add(processing, "outcomes")
    scale = {"varname": "SCORE", "vartype": "Decimal"}
    _add(outcomes, "decvar", **scale, minvalue="0", maxvalue="100")
    if "explanation" in feedback:
        always = _condition(processing, "Yes")
        _add(_add(always, "conditionvar"), "other")
        _show(always, ["explanation"])
    match question.rule:
        case ChoiceRule(multiple=True) as rule:
            _score_several(processing, rule, feedback)
        case ChoiceRule() as rule:
            _score_one(processing, rule, feedback, _names(question))
        case LongRule():
            _otherwise(processing, [])
        case _:
            right = _condition(processing, "No")
            equals = _add(right, "conditionvar")
            for answer in written_answers(question.rule, language):
                _add(equals, "varequal", answer, respident=_RESPONSE)
            _score(right)
            _show(right, [name for name in ("right",) if name in feedback])
            _otherwise(
                processing, [name for name in ("wrong", "hint") if name in feedback]
            )
    for name, html in feedback.items():
        shown = _add(item, "itemfeedback", ident=_feedback_id(name))
        inner = shown
        if name == "hint":
            inner = _add(_add(shown, "hint"), "hintmaterial")
        _material(_add(inner, "flow_mat"), html)


def _names(question: RenderedQuestion) -> dict[str, str]:
    """Return what the profile calls the options: that of true and false is fixed."""
    if question.type != "boolean":
        return {option: option for option in question.option_texts}
    return {
        option: "true" if text.strip(" .*").lower() in _TRUE else "false"
        for option, text in question.option_texts.items()
    }


def _choices(
    parent: etree._Element,
    rule: ChoiceRule,
    texts: QuestionTexts,
    names: Mapping[str, str],
) -> None:
    cardinality = "Multiple" if rule.multiple else "Single"
    answer = _add(parent, "response_lid", ident=_RESPONSE, rcardinality=cardinality)
    choices = _add(answer, "render_choice")
    for option, html in texts.options.items():
        _material(_add(choices, "response_label", ident=names[option]), html)


def _score_one(
    parent: etree._Element,
    rule: ChoiceRule,
    feedback: Mapping[str, str],
    names: Mapping[str, str],
) -> None:
    for option in rule.options:
        is_right = option in rule.right
        chosen = _condition(parent, "No")
        _add(
            _add(chosen, "conditionvar"),
            "varequal",
            names[option],
            respident=_RESPONSE,
        )
        if is_right:
            _score(chosen)
        told = [f":{option}", "right"] if is_right else [f":{option}", "wrong", "hint"]
        _show(chosen, [name for name in told if name in feedback])


def _score_several(
    parent: etree._Element, rule: ChoiceRule, feedback: Mapping[str, str]
) -> None:
    all_right = _condition(parent, "No")
    every = _add(_add(all_right, "conditionvar"), "and")
    for option in rule.options:
        place = every if option in rule.right else _add(every, "not")
        # Moodle finds the right options by `case`, and only here.
        _add(place, "varequal", option, respident=_RESPONSE, case="Yes")
    _score(all_right)
    _show(all_right, [name for name in ("right",) if name in feedback])
    for option in rule.options:
        if f":{option}" in feedback:
            chosen = _condition(parent, "No")
            equals = _add(chosen, "conditionvar")
            _add(equals, "varequal", option, respident=_RESPONSE)
            _show(chosen, [f":{option}"])
    _otherwise(parent, [name for name in ("wrong", "hint") if name in feedback])


def _condition(parent: etree._Element, goes_on: str) -> etree._Element:
    """Add a condition; Moodle shows what follows a ``Yes`` after every answer."""
    return _add(parent, "respcondition", **{"continue": goes_on})


def _otherwise(parent: etree._Element, told: Sequence[str]) -> None:
    other = _condition(parent, "No")
    _add(_add(other, "conditionvar"), "other")
    _show(other, told)


def _score(parent: etree._Element) -> None:
    _add(parent, "setvar", "100", varname="SCORE", action="Set")


def _show(parent: etree._Element, names: Iterable[str]) -> None:
    for name in names:
        kind = "Hint" if name == "hint" else "Response"
        _add(parent, "displayfeedback", feedbacktype=kind, linkrefid=_feedback_id(name))


def _feedback_id(name: str) -> str:
    return f"option-{name[1:]}" if name.startswith(":") else name


def _material(parent: etree._Element, html: str) -> None:
    material = _add(parent, "material")
    _add(material, "mattext", ascii_html(html), texttype="text/html")


def _metadata(parent: etree._Element, fields: Mapping[str, str]) -> None:
    metadata = _add(parent, "qtimetadata")
    for label, entry in fields.items():
        field = _add(metadata, "qtimetadatafield")
        _add(field, "fieldlabel", label)
        _add(field, "fieldentry", entry)


def _root() -> etree._Element:
    root = etree.Element(f"{{{_QTI}}}questestinterop", nsmap={None: _QTI, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", _LOCATION)
    return root


def _document(root: etree._Element) -> bytes:
    text: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _add(
    parent: etree._Element, name: str, text: str = "", **attributes: str
) -> etree._Element:
    child = etree.SubElement(
        parent,
        f"{{{_QTI}}}{name}",
        {key: xml_text(value) for key, value in attributes.items()},
    )
    child.text = xml_text(text) or None
    return child
