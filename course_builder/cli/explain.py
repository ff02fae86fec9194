"""``course-builder explain``."""

import click

from course_builder.locale import translator


@click.command()
@click.argument("code", metavar="CODE")
@click.option(
    "--language",
    type=click.Choice(["id", "en"]),
    default="id",
    show_default=True,
    help="Language of the explanation.",
)
def explain(code: str, language: str) -> None:
    """Say what a code such as B203 means, with a wrong and a right example."""
    from course_builder.codes import DIAGNOSTICS, nearest, shown
    from course_builder.codes.example import DESCRIBED, PAGE, examples
    from course_builder.report.text import severity_word

    _ = translator(language)
    diagnostic = DIAGNOSTICS.get(code.upper())
    if diagnostic is None:
        near = nearest(code.upper(), DIAGNOSTICS)
        said = _("Kode `{code}` tidak ada.").format(code=shown(code))
        if near:
            said += " " + _("Mungkin maksud Anda `{nearest}`?").format(nearest=near)
        raise click.BadParameter(said, param_hint="CODE")
    code = code.upper()
    click.echo(f"{severity_word(diagnostic.severity, language)} {code}\n")
    for sentence in (diagnostic.problem, diagnostic.remedy, diagnostic.nearest):
        if sentence:
            click.echo(f"  {_(sentence).replace('{{', '{').replace('}}', '}')}")
    example = examples().get(code)
    if example is None:
        return
    for heading, files in (
        (_("Salah"), example.wrong),
        (_("Benar"), example.right),
    ):
        for path, text in files.items():
            file = "" if path in {PAGE, DESCRIBED} else f" ({path})"
            click.echo(f"\n{heading}{file}:\n")
            for line in text.splitlines():
                click.echo(f"    {line}".rstrip())
