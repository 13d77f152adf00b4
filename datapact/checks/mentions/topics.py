"""What a sentence with a period speaks of: the terms that it can contradict, by words of both languages.

A topic is known by words that all stand in the sentence. Where a sentence fits several topics, the period may be that of any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from datapact.contract.text.periods import Period


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its terms, words of which each group has to occur, and words that speak of something else."""

    paths: tuple[str, ...]
    """Patterns of places in the terms; the first that says something is named."""
    about: tuple[re.Pattern[str], ...]
    """Each has to be found in the sentence."""
    other: re.Pattern[str] | None = None
    """Where it is found, the sentence is about something else; None: nothing rules the topic out."""
    lawful: tuple[Period, ...] = ()
    """Periods of the law that stand in texts beside what the parties agreed."""


def _topic(paths: str, *about: str, other: str = "", lawful: tuple[Period, ...] = ()) -> Topic:
    return Topic(
        tuple(paths.split()),
        tuple(re.compile(one, re.IGNORECASE) for one in about),
        re.compile(other, re.IGNORECASE) if other else None,
        lawful,
    )


_TELLS = r"meld|benachrichtig|unterricht|inform|mitteil|teilt|anzeig|anzuzeigen|notif|report|tell|told"
_BY_WHEN = r"spätestens|binnen|innerhalb|within|no later|at the latest|not later"
_ENDS_IT = (
    r"kündbar|kündig(?!.{0,3} sie .{0,40}\ban\b)|beende[nt]|\bterminat|cancel|\bend (?:this|the) (?:agreement|contract)"
)
_SUB = r"unterauftrag|unter-auftrag|weiter\w* auftragsverarbeiter|subunternehm|sub-?\s?processor"
_ERASES = r"lösch|vernicht|delet|eras|destroy|zurückgegeb|rückgabe|zurückgib|gibt .{0,60} zurück|\breturn"
_KEEPS = r"aufbewahr|aufgehob|gespeichert|speicherdauer|speicherfrist|vorgehalten|\bkept\b|\bkeeps?\b|retain|retention|preserv|\bstor(?:ed|age)"

TOPICS: tuple[Topic, ...] = (
    _topic(
        "duration.notice_months duration.notice_days",
        _ENDS_IT + r"|notice period|give notice|kündigungsfrist",
        r"frist|notice|zum ende|to the end|vorher|im voraus|in advance|before",
        other=r"\babruf|bestellung|\borders?\b|austritt|ausscheid|mitglied|\bmember|leav|withdraw|wechsel|switch|einspruch|objection|ziel|\bgoal|"
        r"meilenstein|milestone|aussetz|suspen|hauptvertrag|main contract|ankündigungsfrist",
    ),
    _topic(
        "duration.renewal_months",
        r"verlänger|renew|\bextend",
        other=r"antrag|anträge|antwort|anfrage|request|answer|einwilligung|consent|aufbewahr|retention|support|gewähr",
    ),
    _topic(
        "breach.hours",
        r"(?<!pflicht)(?<!vertrags)(?<!rechts)verletz|vorfall|vorfälle|datenpanne|\bpanne|sicherheitsereign|\bbreach|incident",
        f"{_TELLS}|{_BY_WHEN}",
        other=r"abhilfe|abzuhelfen|behoben|remed|\bcure|breach of (?:contract|dut|this agreement)|material breach|schwachstelle",
        lawful=(Period(72, "hours"),),
    ),
    _topic(
        "rights.propagation_days",
        r"widerruf|widerrief|widerspr|withdraw|objection|berichtigung|rectification|einschränkung",
        f"{_TELLS}|{_BY_WHEN}|umgesetzt|umzusetzen|setzt|implement|weitergegeben|passed on|pass on",
        other=r"abruf|\border\b",
    ),
    _topic(
        "rights.answer_days",
        r"betroffene|die antwort gibt|gives the answer|antrag|anträge|anfrage|auskunft|begehren|ersuchen|anliegen|data subject|request|access",
        r"beantwort|antwort|erteil|answer|respon[ds]|\brepl",
        lawful=(Period(1, "months"), Period(3, "months"), Period(2, "months")),
    ),
    _topic(
        "rights.extension_months",
        r"verlänger|exten",
        r"antrag|anträge|antwort|anfrage|request|answer|komplex|complex",
        lawful=(Period(2, "months"), Period(1, "months")),
    ),
    _topic(
        "periods.forward_days",
        r"weiterleit|weitergeleit|leitet .{0,80}weiter|leiten .{0,80}weiter|forward",
        r"antrag|anträge|anfrage|ersuchen|begehren|anliegen|request|enquir",
    ),
    _topic(
        "processing.sub_processing_notice_days",
        _SUB,
        rf"{_TELLS}|vorher|vor (?:der|dem|ihrer)|ankünd|angekünd|beantragt|announce|advance|before|beforehand|notice|applies for",
    ),
    _topic("processing.sub_processing_objection_days", r"einspruch|widersp|einwend|\bobject", f"{_SUB}|einspruch|{_BY_WHEN}",
           other=r"abruf|\border\b|withdraw|widerruf|art\. ?21|schweig"),
    _topic("periods.objection_exit_months", r"einspruch|\bobject", _ENDS_IT),
    _topic(
        "periods.audit_notice_days",
        r"überprüfung|inspektion|vor.ort|\baudit|\bprüfung|kontroll|inspection|on.site",
        r"ankünd|angekünd|kündigt|vorher|vorlauf|\bfrist\b|anmeld|angemeld|notice|advance|announce|before|prior",
        other=r"maßnahmen|measures",
    ),
    _topic(
        "periods.measures_review_months",
        r"maßnahmen|\bmeasures",
        r"überprüf|\bprüf|geprüft|getestet|\btest|evaluier|bewertet|review|check|assess|evaluat",
        other=r"vor.ort|on.site|inspe[ck]",
    ),
    _topic(
        "review.every_months",
        r"überprüf|\bprüfen|evaluier|bewert|treffen|\breview|\bmeet|examine",
        r"vereinbarung|vertrag|parteien|agreement|contract|parties|zusammenarbeit|cooperation",
        r"\balle\b|\bjeweils|abstand|abständen|regelmäßig|turnus|\bevery\b|interval|regular|\beach\b",
        other=r"maßnahmen|measures|vor.ort|on.site",
    ),
    _topic(
        "periods.report_months",
        r"bericht(?!ig)|\breport",
        r"\balle\b|\bjeweils|abstand|abständen|regelmäßig|turnus|\bevery\b|interval|regular|\beach\b|stand der|state of|status|progress",
    ),
    _topic(
        "periods.change_notice_days",
        r"änder|\bchang",
        r"datens|\bdaten|format|struktur|schnittstelle|dataset|\bdata\b|structure|interface|fassung|version",
        rf"{_TELLS}|ankünd|angekünd|kündigt|vorher|im voraus|announce|advance|beforehand|before|notice",
        other=_SUB,
    ),
    _topic(
        "periods.defect_days",
        r"fehler|mangel|mängel|unrichtig|unvollständig|fault|defect|incorrect|incomplete",
        r"berichtig|korrig|nachliefer|erneut|stellt .{0,60}bereit|bereitgestellt|behebt|behoben|correct|replac|remed|mend|again|anew",
    ),
    _topic(
        "periods.evidence_days",
        r"nachweis|nachzuweisen|weist .{0,60}nach|belegt|evidence|\bproof|\bproves?\b|demonstrat",
        r"nutz|verwend|einhalt|verlang|anforder|\buse|complian|request|demand",
        other=_KEEPS,
    ),
    _topic(
        "periods.records_years",
        r"aufzeichn|protokoll|nachweis|unterlagen|dokumentation|record|\blogs?\b|evidence|documentation",
        _KEEPS,
    ),
    _topic(
        "periods.backup_months",
        r"(?<!ver)sicherung|backup|back-up|sicherheitskopie|security cop",
        rf"{_ERASES}|{_KEEPS}|überschr|verschwind|ältere|overwrit|rotat|turnus",
        other=r"wiederherstell|wiederhergestellt|restor|recover",
    ),
    _topic(
        "datasets.*.retention.months end_of_data.days",
        rf"{_ERASES}|{_KEEPS}|anonymisier|anonymi[sz]ed",
        r"daten|messreihe|kopie|\bdata\b|records|readings|\bcop(?:y|ies)\b|aufbewahrungs|retention period|speicher",
        other=r"protokoll|\blogs?\b|log (?:file|record|data)|unterlagen|(?<!ver)sicherung|backup|back-up|aufzeichnung|bewerb|video|rechnung|invoice|nachweis|"
        r"austritt|ausscheid|ausgeschied|leav|abruf(?:bar|bereit)|zum abruf|retriev|beleg|einwilligung|consent|insolven|gesetzlich|\bHGB\b|\bAO\b|statut|required by law",
    ),
    _topic(
        "end_of_data.days",
        r"\bende\b|beendigung|ablauf|vertragsende|\bend\b|terminat|expir",
        _ERASES,
        other=r"austritt|ausscheid|ausgeschied|leav|(?<!ver)sicherung|backup|back-up",
    ),
    _topic("membership.data_after_days", r"austritt|ausscheid|ausgeschied|scheidet|leav|withdraw|last day|letzte\w* tag", _ERASES),
    _topic(
        "membership.leaving_months membership.leaving_days",
        r"austritt|austret|tritt .{0,60}aus\b|ausscheid|verlass|\bleav|withdraw|resign",
        r"frist|notice|vorher|beforehand|advance|zum ende|to the end",
    ),
    _topic("framework.order_months", r"\babruf|bestellung|einzelvertr|\border", _ENDS_IT, r"frist|notice"),
    _topic("framework.answer_days", r"vorschlag|vorschläge|änderungsverlangen|propos", r"antwort|beantwort|äußer|answer|respon[ds]|\brepl"),
    _topic(
        "framework.suspension_days framework.suspension_months periods.suspension_months",
        r"aussetz|ausgesetzt|suspen",
    ),
    _topic("orders.days", r"\babruf|bestellung|\border", r"schweig|widersprich|widersprech|\bsilen|\bobject"),
    _topic("consent.refresh_months", r"einwilligung|\bconsents?\b", r"erneuer|aufgefrischt|auffrisch|neu eingeholt|wiederhol|renew|refresh|anew"),
    _topic(
        "consortium.access_months",
        r"zugang|nutzungsrecht|einräum|verlangt|\baccess|right of use|request|grant",
        r"ergebnis|hintergrund|kenntnis|result|background|know",
        r"\bende|austritt|ausscheid|\bend\b|expir|terminat",
    ),
    _topic("consortium.dispute_days", r"streit|meinungsverschied|eskal|\bstufe|dispute|disagree|escalat|\bstep lasts|each step"),
    _topic(
        "consortium.remedy_days",
        r"abhilfe|abzuhelfen|säumig|verzug|pflichtverletz|remed|\bcure|in default|breach of (?:dut|this|its)",
        other=r"mängel|mangel|fehler|defect|fault|datens|dataset|zahl|pay",
    ),
    _topic("insurance.after_months", r"versicher|insur"),
    _topic(
        "licence.payment_days service.payment_days",
        r"zahl(?:bar|ung|en|t)\b|rechnung|vergütung|entgelt|invoice|\bpa(?:y|id)|remuneration|\bfees?\b",
        r"fällig|binnen|innerhalb|nach zugang|nach erhalt|zahlbar|\bdue|within|after|payable",
        other=r"aufbewahr|retain|\bkept\b",
    ),
    _topic("licence.support_months", r"schwachstelle|\bfehler|pflege|pflegt|support|wartung|weakness|fault|maint|mend", r"\blang|mindestens|für die dauer|at least|for|during",
           other=r"binnen|innerhalb|within"),
    _topic(
        "licence.transition_days service.transition_days",
        r"übergang|umstell|auslauf|umstieg|\bwechsel|weiterbetreib|transition|wind-down|convert|switching|continue to (?:run|use)",
        other=r"frist von|ankünd|notice",
    ),
    _topic("service.switching_notice_months", r"\bwechsel|switch", r"frist|ankünd|kündigt|notice|announce"),
    _topic("intermediation.retrieval_days service.retrieval_days", r"abruf(?:bar|bereit)|zum abruf|abgerufen|herunterlad|exportier|retriev|download|\bexport"),
    _topic("licence.update_days", r"rückruf|zurückgeruf|zurückruft|\brecall", _BY_WHEN + r"|nach zugang|after"),
    _topic("non_disclosure.clean_team_months", r"clean.?team|wettbewerbsrelevant|competing|competitive"),
    _topic("non_disclosure.sample_days", r"\bmuster|\bproben?\b|\bsamples?\b"),
    _topic("periods.exit_months", r"\bziel|meilenstein|erprobung|\bgoal|milestone|\bpilot", _ENDS_IT),
    _topic("periods.publication_delay_months", r"veröffentlich|publi[sc]", r"schutzrecht|patent|anmeld|aufschub|aufschieb|aufgeschob|zurückst|verschieb|verschob|protect|delay|postpone|defer|held back|hold back"),
    _topic("pilot.publication_notice_days", r"veröffentlich|publi[sc]", r"vorher|vor der|vorab|legt .{0,80}vor|vorgelegt|vorzuleg|before|advance|prior|submit",
           other=r"schutzrecht|patent|protective right"),
    _topic("pilot.acceptance_days", r"\babnahme|abgenommen|nimmt .{0,60}\bab\b|übergebene|accept|handed over|\bexamines?\b", other=r"\bnach der abnahme|after acceptance|verjähr|time-barred"),
    _topic("pilot.confidentiality_years", r"vertraulich|geheimhalt|geheim\b|verschwiegen|confidential|secre|non-disclosure"),
    _topic("pilot.warranty_months", r"gewährleist|mängel|verjähr|warrant|defect|time-barred|limitation period"),
)  # fmt: skip
"""Every term with a period that a released template prints has one."""

_RATHER = re.compile(
    r"(?:\balle|\bjede[nrs]?|\bje|\bpro|\bseit|älter als|\bletzten?|vergangenen?|vorangegangenen?|frühestens nach|erstmal[si]? nach|nicht vor ablauf von|"
    r"\bevery|\beach|\bper|\bsince|older than|\blast|\bpast|previous|earliest after|not before)\s+$",
    re.IGNORECASE,
)
"""What stands before a period that is no period of time allowed: how often something happens, how old it is, from when it may."""
_HOW_OFTEN = frozenset(
    ["review.every_months", "periods.report_months", "periods.measures_review_months", "consent.refresh_months"]
)


def topics_of(sentence: str, before: str, period: Period) -> Iterator[str]:
    """The terms that a period in a sentence can be that of; ``before`` are the words before it."""
    often = _RATHER.search(before) is not None
    for topic in TOPICS:
        if often and _HOW_OFTEN.isdisjoint(topic.paths):
            continue
        if period in topic.lawful or not all(one.search(sentence) for one in topic.about):
            continue
        if topic.other is None or not topic.other.search(sentence):
            yield from topic.paths
