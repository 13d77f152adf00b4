"""Words by which a text can take back, limit or command something: what describes without any of them only describes.

The lists are wide on purpose. A word too many has a person read a harmless text; one too few hides a limit.
"""

from __future__ import annotations

import re
import unicodedata

_GERMAN = (
    "nicht|kein|nie(mals|mand)?\\b|nirgend|weder|ohne|au(ß|ss)er|ausgenommen|ausnahm|ausschl|ausgeschl|abgesehen|bis auf|nur\\b|lediglich|blo(ß|ss)|"
    "allein|einzig|h(ö|oe)chst|maximal|mindest|wenigstens|l(ä|ae)ngstens|fr(ü|ue)hest|sp(ä|ae)test|bis zu|bis zum|soweit|sofern|solange|insoweit|insofern|"
    "falls|wenn|erst\\b|bevor|vorbeh|beding|voraussetz|beschr(ä|ae)nk|begrenz|(ein|un)geschr(ä|ae)nk|einschr(ä|ae)nk|limit|sonst|andernfalls|"
    "(an)?statt|anstelle|entgegen|gegen\\b|abweich|ungeachtet|unbeschadet|trotz|jedoch|aber\\b|sondern|dennoch|gleichwohl|allerdings|"
    "vorrang|vorrangig|vorgeh|geht|gehen|entf(a|ä|ae)ll|verzicht|befrei|erlass|erl(ä|ae)sst|widerr(u|ie)f|widerspr|k(ü|ue)ndig|"
    "zur(ü|ue)ck|r(ü|ue)cknahme|aufheb|aufgehoben|streich|gestrichen|genehmig|zustimm|einwillig|freigabe|freigegeben|freigeb|"
    "ermessen|belieben|wahl\\b|wahlweise|d(a|ü|ue)rf|m(u|ü|ue)(ss|ß)|soll|kann\\b|k(ö|oe)nn|gilt|gelt|haft|verpflicht|pflicht|verbot|verbiet|"
    "verbeten|untersag|(un)?zul(ä|ae)ssig|erlaub|gestatte|(un)?wirksam|(un)?verbindlich|nichtig|bezahl|zahlt|zahlung|entgelt|geb(ü|ue)hr|kosten|verg(ü|ue)t|"
    "ende[nt]|befrist|vertraulich|geheim|gesperrt|intern(e[mnrs]?)?\\b|h(a|ä|ae)lt sich|recht\\b|rechte\\b|anspruch|ablehn|verweiger|unterbleib|unterlass|schweig"
)
_ENGLISH = (
    "no\\b|not\\b|none|nobody|nothing|nowhere|neither|nor\\b|never|without|except|exclud|exclus|exempt|unless|only|sole|mere|just\\b|limit|restrict|at most|"
    "at least|up to|maxim|minim|until|before\\b|subject to|provided that|condition|if\\b|whether|as (long|far|soon) as|insofar|so far as|instead|"
    "rather|other than|contrary|against|deviat|notwithstanding|regardless|irrespective|despite|however|but\\b|although|though|prevail|preced|overrid|"
    "derogat|waive|releas|revo[ck]|withdr|object|terminat|cancel|delet|void|invalid|effect|approv|consent|permi|allow|discretion|convenien|choice|"
    "choose|option|may\\b|might|must|shall|should|can\\b|cannot|could|will\\b|would|need|requir|oblig|dut(y|ies)\\b|liab|bound\\b|bind|prohibit|forbid|"
    "forbad|ban(s|ned)?\\b|(un)?lawful|pay|paid|fees?\\b|charge|cost|ends?\\b|ended|expir|confidential|secre|internal|right\\b|rights\\b|claim|refus|"
    "declin|reject|silen|hold back|withh"
)
_LIMITING = re.compile(rf"\b(un)?({_GERMAN}|{_ENGLISH})|\w(nicht|verbot|pflicht)|n['’`´]t\b|[§€$%<>≤≥!?]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_PLAIN = re.compile(r"[a-zäöüßàáâãåæçèéêëìíîïñòóôõøœùúûýÿ]")
_LONGEST = 400
"""Letters; who writes more than a description asks for says more."""


def can_limit(words: str) -> bool:
    """Whether a text has a word of negation, exception, limit, condition, leave or command, in German or in English.

    Also one that is long, or has letters of another script, of which no list here says anything.
    """
    said = _UNSEEN.sub("", unicodedata.normalize("NFKC", words)).lower()
    strange = any(sign.isalpha() and not _PLAIN.match(sign) for sign in said)
    return strange or len(said) > _LONGEST or _LIMITING.search(said) is not None
