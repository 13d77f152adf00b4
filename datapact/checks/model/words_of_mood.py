"""Words that read like the recognition of people's emotions or moods, in German and English.

Fatigue, pain and other bodily states are no emotions (recital 18 AI Act), and a survey asks people instead of inferring:
neither is taken for it.
"""

from __future__ import annotations

import re


def _any(*words: str) -> str:
    return "(?:" + "|".join(words) + ")"


_EMOTION = _any(
    r"\b(?:emotion|affekt|affective|gefühl|gemüt|laune|mood|feeling|sentiment|seelenlage|gereizt)\w*",
    r"\b(?:(?:mitarbeite\w*|team|belegschafts?|betriebs|personal|arbeits|grund|klassen|schüler)-?)?stimmung(?!sbild|sbarometer)\w*",
    r"\b(?:psychische|seelische|innere|mental|inner|psychological)\w* (?:zust[aä]nd|verfassung|befind|state)\w*",
    r"\b(?:mimik|gesichtsausdr[uü]ck|mikroausdr[uü]ck|gesichtszüge|stimmlage|tonfall)\w*",
    r"\b(?:facial|micro)[- ]?expressions?\b",
    r"\btone of (?:\w+ )?voice\b",
    r"\b(?:how|wie)\b[^.;]{1,60}\b(?:feel|fühl)\w*",
    r"\b(?:wut|ärger|frust|frustration|langeweile|traurigkeit|anger|frustration|boredom|sadness|happiness|resentment)\b",
)
"""What is recognised: an emotion, a mood, or the face and voice that show it."""
_RECOGNISE = _any(
    r"\b(?:wieder)?erk[ea]nn\w*",
    r"\b(?:ermitt[el]\w*|bestimm(?:en|t|ung)\b|feststell\w*|festgestellt\w*)",
    r"\b(?:ableit|abgeleit|herleit|hergeleit|schließ(?:en|t)\b|rückschl[uü]ss)\w*",
    r"\b(?:analys|auswert|ausgewert|bewert|beurteil|einschätz|eingeschätz|abschätz)\w*",
    r"\b(?:mess|miss|gemess|erfass|überwach|beobacht|klassifi|vorhers|vorherges|prognos|detekt|identifi)\w*",
    r"\b(?:ausles|ausgeles|ables|abgeles|gedeutet|deuten|deutung|interpretier|verfolgung|tracking|track)\w*",
    r"\b(?:recogni[sz]|recognition|detect|infer|deduc|deriv|analy[sz]|assess|measur|predict|classif|estimat|gaug|evaluat)\w*",
    r"\b(?:monitor|read(?:ing|s)?\b|sens(?:e|es|ing)\b|determin(?:e|es|ed|ing|ation)\b|interpret|captur|tell(?:s|ing)?\b)\w*",
)
"""What is done with it."""
_NEAR = r"(?:[^\w.;]+\w+){0,8}?[^\w.;]+"
_ONE_WORD = (
    r"\b(?:emotions?|stimmungs|gefühls|gemüts|affekt|mimik|mood|sentiment)[- ]?"
    r"(?:erkenn|analys|auswert|erfass|mess|überwach|tracking|monitor|recogni|detect|infer|ki\b|ai\b)\w*"
)
MOOD = re.compile(
    rf"{_ONE_WORD}|\baffektive (?:ki|systeme)\b|affective computing|{_EMOTION}{_NEAR}{_RECOGNISE}|{_RECOGNISE}{_NEAR}{_EMOTION}",
    re.IGNORECASE,
)
"""Words that read like recognising emotions."""
_ASKED = (
    r"umfrage|befragung|fragebogen|stimmungsbarometer|\bselbstauskunft|\bsurvey|questionnaire|\bpolls?\b|\bself-report"
)
_SYSTEM = (
    r"\bki\b|künstliche intelligenz|\bai\b|artificial intelligence|kamera|camera|video|gesicht|mimik|\bface|facial|stimme\b|\bvoice|"
    r"biometri|sensor|emotionserkenn|emotion recogni|affective computing|algorithm"
)
SURVEY_ALONE = re.compile(rf"\A(?!.*(?:{_SYSTEM}))(?=.*(?:{_ASKED}))", re.IGNORECASE | re.DOTALL)
"""Words of a survey, in which people say themselves how they feel, and none of a system that infers it."""
EXCEPTED = re.compile(
    r"medizin|therap|\bärztlich|gesundheitsschutz|unfall|sicherheitsgr[uü]nd|gründe\w* der sicherheit|(?:arbeits|betriebs|verkehrs|anlagen)sicherheit|medical|therap|accident|safety",
    re.IGNORECASE,
)
"""Words that claim a medical or safety reason, for which Art. 5(1)(f) AI Act makes an exception."""
