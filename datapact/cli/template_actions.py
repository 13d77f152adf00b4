"""What the template commands print."""

from __future__ import annotations

from typing import Any

from datapact.agreements.template import example_answers, list_templates, load_template
from datapact.agreements.vocabulary import Label
from datapact.cli.output import emit, table
from datapact.texts import N_, Message, _, current_language

NOT_REVIEWED = N_("not reviewed by a lawyer")


def _label(label: Label) -> dict[str, str]:
    return {"de": label.de, "en": label.en}


def list_all() -> None:
    language = current_language()
    templates = list_templates()
    result = [
        {
            "id": template.id,
            "version": template.version,
            "kind": template.kind,
            "title": _label(template.name),
            "reviewed": template.reviewed,
        }
        for template in templates
    ]
    rows = [
        [
            template.id,
            str(template.version),
            template.name.text(language),
            "" if template.reviewed else str(Message(NOT_REVIEWED)),
        ]
        for template in templates
    ]
    emit(result, table(rows, [_("Id"), _("Version"), _("Title"), ""]))


def show_one(identifier: str, *, example: bool) -> None:
    template = load_template(identifier)
    if example:
        text = example_answers(identifier).decode("utf-8")
        emit({"id": template.id, "example": text}, text.splitlines())
        return
    language = current_language()
    groups: list[dict[str, Any]] = []
    lines = [f"{template.name.text(language)} ({template.id} {template.version})"]
    if not template.reviewed:
        lines.append(str(Message(NOT_REVIEWED)))
    for group in template.groups:
        lines += ["", group.title.text(language)]
        questions = []
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
        {
            "id": template.id,
            "version": template.version,
            "kind": template.kind,
            "title": _label(template.name),
            "reviewed": template.reviewed,
            "groups": groups,
        },
        lines,
    )
