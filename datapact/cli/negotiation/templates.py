"""What the commands print of templates: all of them, and one with its questions or its example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.texts import N_, Message, current_language
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.cli.kit.output import emit
from datapact.cli.printed.library import TemplateExample, TemplateGroup, TemplateQuestion, TemplateShow
from datapact.cli.printed.words import Both
from datapact.contract.templates.heads import TemplateHead, template_heads
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.vocabulary.label import Label

if TYPE_CHECKING:
    pass


NOT_REVIEWED = N_("not reviewed by a lawyer")


def _label(label: Label) -> Both:
    return {"de": label.de, "en": label.en}


_TEMPLATES: Columns[TemplateHead] = (
    Column("id", N_("Id")),
    Column("version", N_("Version")),
    Column("kind"),
    Column(
        "title",
        N_("Title"),
        value=lambda one: _label(one.name),
        cell=lambda one: one.name.text(current_language()),
    ),
    Column("reviewed", "", cell=lambda one: "" if one.reviewed else str(Message(NOT_REVIEWED))),
)


def show_templates() -> None:
    emit_list(template_heads(), _TEMPLATES)


def show_template(identifier: str, *, example: bool) -> None:
    template = load_template(identifier)
    if example:
        text = example_answers(identifier).decode("utf-8")
        emit(TemplateExample({"id": template.id, "example": text}), text.splitlines())
        return
    language = current_language()
    groups: list[TemplateGroup] = []
    lines = [f"{template.name.text(language)} ({template.id} {template.version})"]
    if not template.reviewed:
        lines.append(str(Message(NOT_REVIEWED)))
    for group in template.groups:
        lines += ["", group.title.text(language)]
        questions: list[TemplateQuestion] = []
        for question in group.questions:
            lines.append(f"  {question.path}: {question.text.text(language)}")
            questions.append(
                {
                    "path": question.path,
                    "label": _label(question.text),
                    "help": _label(question.help),
                    "article": question.article,
                }
            )
        groups.append({"title": _label(group.title), "questions": questions})
    emit(
        TemplateShow(
            {
                "id": template.id,
                "version": template.version,
                "kind": template.kind,
                "title": _label(template.name),
                "reviewed": template.reviewed,
                "groups": groups,
            }
        ),
        lines,
    )
