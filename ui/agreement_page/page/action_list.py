"""The actions on the page of an agreement: names, words, icons, shortcuts, and the step whose possibility decides."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.agreements.steps.next_action import ActionName
from datapact.agreements.steps.permitted import StepName
from datapact.base.texts import N_

# name of the action, text, icon, shortcut, the step whose possibility decides
STEPS: tuple[tuple[str, str, str, str, StepName | None], ...] = (
    ("send", N_("Send to the partner …"), "send", "Ctrl+Shift+S", "send"),
    ("say_sent", N_("It was sent …"), "mail", "Ctrl+Alt+Shift+S", None),
    ("interview", N_("Answer the questions …"), "help", "Ctrl+I", "edit"),
    ("edit", N_("Edit the text …"), "edit", "Ctrl+E", "edit"),
    ("accept", N_("Agree to the text …"), "accept", "Ctrl+Shift+A", "accept"),
    ("reply", N_("Answer change by change …"), "compare", "Ctrl+Shift+V", "counter"),
    ("counter", N_("Propose another text …"), "counter", "Ctrl+Shift+G", "counter"),
    ("decline", N_("Decline …"), "decline", "Ctrl+Shift+D", "decline"),
    ("comment", N_("Write a remark …"), "comment", "Ctrl+Shift+K", "comment"),
    ("comments", N_("Comments on the text"), "comment", "Ctrl+Shift+M", None),
    ("new_comment", N_("Comment on the text …"), "comment", "Ctrl+Alt+M", None),
    ("approve", N_("Approve internally …"), "approve", "Ctrl+Shift+B", "approve"),
    ("ask_approval", N_("Ask for approval …"), "ask", "Alt+Shift+B", "ask_approval"),
    ("give_back", N_("Give back with a reason …"), "back", "Alt+Shift+G", "give_back"),
    ("drafts", N_("Drafts …"), "draft", "Alt+Shift+T", None),
    ("carry", N_("Carry your draft over onto the new text …"), "counter", "Ctrl+Alt+Shift+D", "edit"),
    ("compare", N_("Compare versions …"), "compare", "Alt+Shift+D", None),
    ("rounds", N_("Rounds …"), "history", "Alt+Shift+Z", None),
    ("word", N_("Write Word files …"), "export", "Alt+Shift+K", "edit"),
    ("word_back", N_("Read in a Word file …"), "receive", "Alt+Shift+I", "edit"),
    ("word_answer", N_("Answer in their Word file …"), "send", "Alt+Shift+J", "edit"),
    ("record_answer", N_("Record a reply …"), "check", "Alt+Shift+W", "record_answer"),
    ("freeze", N_("Freeze for signature …"), "freeze", "Ctrl+Shift+F", "freeze"),
    ("packet", N_("Write the signing packet …"), "export", "Ctrl+Alt+P", "record_signature"),
    ("record_signature", N_("Record the signed contract …"), "signed", "Alt+Shift+U", "record_signature"),
    ("sign", N_("Read and sign …"), "sign", "Ctrl+Shift+U", "sign"),
    ("notice", N_("Give a notice …"), "mail", "Alt+Shift+N", "notice"),
    ("object", N_("Object, or take back …"), "counter", "Alt+Shift+O", "object"),
    ("agree_change", N_("Agree to a change …"), "accept", "Alt+Shift+A", "agree_change"),
    ("order", N_("Order datasets …"), "add", "Ctrl+Alt+Shift+A", "annex"),
    ("annex", N_("Change an annex …"), "attachment", "Alt+Shift+X", "annex"),
    ("amend", N_("Amend the agreement …"), "edit", "Alt+Shift+M", "amend"),
    ("end_by_consent", N_("End it by consent …"), "terminated", "Ctrl+Alt+Shift+E", "amend"),
    ("suspend", N_("Pause …"), "pause", "Alt+Shift+P", "suspend"),
    ("resume", N_("Resume …"), "play", "Alt+Shift+R", "resume"),
    ("terminate", N_("Give notice of termination …"), "terminated", "Ctrl+Shift+T", "terminate"),
    ("termination_letter", N_("Letter of termination …"), "mail", "Ctrl+Alt+Shift+T", None),
    ("vote", N_("Vote …"), "check", "Ctrl+Alt+V", None),
    ("join", N_("Accession of a partner …"), "partners", "Ctrl+Alt+J", None),
    ("admit", N_("Ask for votes on the accession, or record it"), "accept", "Ctrl+Alt+A", None),
    ("leave", N_("Leave the agreement …"), "terminated", "Ctrl+Alt+L", None),
    ("end_order", N_("End an order …"), "terminated", "Ctrl+Alt+Shift+L", None),
    ("exclude", N_("Exclude a party, or end it for all …"), "ask", "Ctrl+Alt+X", None),
    ("facts", N_("Facts of our own …"), "check", "Alt+Shift+F", None),
    ("what_if", N_("What if it ended …?"), "what-if", "Alt+Shift+Q", None),
    ("upstream", N_("What stands upstream …"), "network", "Ctrl+Alt+U", None),
    ("reading", N_("Reading version …"), "text", "Ctrl+Shift+L", None),
    ("correct", N_("Correct the record …"), "edit", "Alt+Shift+C", None),
    ("ended", N_("Record the end of the contract …"), "terminated", "Alt+Shift+E", None),
    ("make_template", N_("Make a template …"), "template", "Alt+Shift+L", None),
    ("duplicate", N_("Duplicate …"), "copy", "Alt+Shift+V", None),
    ("deviations", N_("Deviations from the template …"), "compare", "Alt+Shift+S", None),
    ("matter", N_("Client and matter …"), "folder", "Alt+Shift+H", None),
    ("assign", N_("Who looks after it …"), "person", "Ctrl+Alt+Shift+O", None),
    ("memo", N_("Signing memo …"), "print", "Ctrl+Alt+Z", None),
    ("open_points", N_("Open points …"), "findings", "Ctrl+Alt+O", None),
    ("export_pdf", N_("Export as PDF …"), "export", "Ctrl+Shift+P", None),
    ("print", N_("Print …"), "print", "Ctrl+P", None),
    ("export_json", N_("Export as JSON …"), "export", "Ctrl+Shift+J", None),
    ("machines", N_("For machines …"), "export", "Ctrl+Alt+Shift+M", None),
    ("essence", N_("Essence for data subjects …"), "export", "Alt+Shift+Y", None),
    ("participant_sheet", N_("Participant sheet …"), "export", "Ctrl+Alt+Shift+Y", None),
    ("data_request", N_("Request for data …"), "export", "Ctrl+Alt+Shift+Q", None),
    ("standard_clauses", N_("Standard clauses …"), "export", "Ctrl+Alt+Shift+K", None),
    ("compare_official", N_("Compare with the standard clauses …"), "compare", "Ctrl+Alt+Shift+J", None),
    ("dossier", N_("Issue a dossier …"), "audit", "Ctrl+Shift+E", None),
    ("archive", N_("Move to the archive"), "archive", "Ctrl+Shift+R", None),
)


ON_ARRIVAL = (
    "reply",
    "carry",
    "counter",
    "accept_and_send",
    "send",
    "comments",
    "packet",
    "record_signature",
    "record_answer",
    "record_by_word",
    "send",
)
ONCE_SIGNED = ("notice", "object", "agree_change", "order", "annex", "amend", "end_by_consent", "suspend", "resume")
ELSEWHERE = ("correct", "ended")
OF_OUR_TEXT = (
    "send", "interview", "edit", "accept", "reply", "counter", "decline", "comment", "comments", "new_comment", "approve",
    "ask_approval", "give_back", "drafts", "carry", "compare", "rounds", "word", "word_back", "word_answer", "freeze", "sign",
    "export_pdf", "print", "export_json", "machines", "terminate", "make_template", "duplicate", "deviations",
)  # fmt: skip
"""Steps with a text that is written here, which the other side's paper is not."""
HAND_OUT = (
    "export_pdf",
    "print",
    "export_json",
    "machines",
    "essence",
    "participant_sheet",
    "data_request",
    "standard_clauses",
    "word",
    "word_answer",
)
"""Steps that hand out the text that counts now, so that the page has to show that text."""

ONWARD: Mapping[ActionName, str] = {"send": "send", "freeze": "freeze", "sign": "sign"}
"""Next steps that every tab offers, with their pictures: whoever just agreed beside the text sends it from there."""
