"""What is wrong and how to mend it, as one text."""

from course_builder.codes import Description


def sentences(words: Description) -> str:
    """Return a message and its hint as two whole sentences."""
    return " ".join(
        f"{part[:1].upper()}{part[1:]}." for part in (words.message, words.hint)
    )
