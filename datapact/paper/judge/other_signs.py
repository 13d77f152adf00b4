"""By which words a non-disclosure agreement, one on product data, the frame of every contract, and traps are recognised."""

from __future__ import annotations

from datapact.base.texts import N_
from datapact.contract.vocabulary.acts import BGB, DATA_ACT, GDPR, GESCHGEHG, HGB, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.paper.judge.requirement import Requirement, Saved, need, of_part, own, sign

_BAN = need(
    N_("a ban"),
    r"\bnicht\b|\bkein|\bweder\b|untersag|verboten|\bnot\b|\bno\b|\bonly\b|refrain|prohibit|\bneither\b|\bnothing\b|\bnone\b|\bnur\b",
    "sentence",
)

_NEAR = r"(the )?((federal republic of )?german|(european )?union\b|eu\b|länder\b|member states?\b)|(a|any|each|that) member state"
"""Germany, the European Union, and what their law leaves to the states of either."""
_NOBODY = r"\b(keine|no|neither) (der |of the )?(vertrags)?part(ei|eien|y|ies)"
_NO_PROVISION = r"\W*(\(?\w{1,3}[).]\W*)?(keine (bestimmung|regelung|klausel)|no (provision|term|clause))\b"
"""A sentence that says what no provision does, at its beginning."""

SECRECY: tuple[Requirement, ...] = (
    own(
        "N01",
        "secrecy",
        cite(GESCHGEHG, "2 no. 1", PRACTICE),
        N_("what is confidential"),
        r"vertrauliche[nr]? information|confidential information|geschäftsgeheimnis|trade secret",
        need(
            N_("words that define it"),
            r"\bsind\b|\bist\b|umfass|bezeichne|gelten als|means|includes?|shall mean|comprise|bedeutet",
            "sentence",
        ),
        denied=False,
    ),
    own(
        "N02",
        "secrecy",
        cite(PRACTICE),
        N_("the purpose, and use for nothing else"),
        r"zweck|purpose|(ausschließlich|\bnur\b|lediglich) (zur|zum|für) |(only|solely|exclusively|except|other than) (for|to) ",
        need(
            N_("the limit to it"),
            r"ausschließlich|\bnur\b|lediglich|\bonly\b|solely|exclusively|other than|except",
            "sentence",
        ),
        need(N_("use"), r"verwend|nutz|gebrauch|\buse[ds]?\b", "sentence"),
        denied=False,
    ),
    own(
        "N03",
        "secrecy",
        cite(GESCHGEHG, "2 no. 1(b)"),
        N_("reasonable measures of secrecy"),
        r"geheimhaltungsmaßnahm|measures of secrecy|(angemessene|geeignete|erforderliche)[nr]? .{0,50}(maßnahm|vorkehrung|schutz)"
        r"|(reasonable|appropriate|adequate) .{0,40}(measures|steps|care|precaution|safeguard|protection)"
        r"|sorgfalt .{0,60}eigene|same degree of care",
    ),
    own(
        "N04",
        "secrecy",
        cite(GESCHGEHG, "2 no. 1(b)", PRACTICE),
        N_("that only people who need it get it, and are bound"),
        r"^(?=.*(mitarbeit|beschäftigt|berater|arbeitnehmer|employee|advis[eo]r|representative|personnel|staff))"
        r".*(weiter|offen|zugang|zugäng|kenntnis|kennen|erhalten|überlass|mitteil|verpflicht|disclos|access|share|available|know|provide|bound|obligation)",
        need(N_("the need"), r"benötig|erforderlich|kenntnis|kennen müssen|need[- ]to[- ]know|need to know|necessary"),
        need(N_("that they are bound"), r"verpflicht|gebunden|bound|obligation|undertak"),
        denied=False,
    ),
    own(
        "N05",
        "secrecy",
        cite(PRACTICE),
        N_("what is excepted"),
        r"ausgenommen|ausnahme|gilt nicht für|gelten nicht|keine vertraulichen|except|do(es)? not (include|apply)|shall not (include|apply)",
        need(
            N_("public information"),
            r"öffentlich|allgemein bekannt|offenkundig|\bpublic|generally known|in the public domain",
            "section",
        ),
        need(
            N_("information known before, received from others or developed independently"),
            r"bereits bekannt|vorher bekannt|unabhängig|(von|durch) .{0,20}dritte|already known|already in|prior to|independent|third part|rightfully",
            "section",
        ),
        denied=False,
    ),
    own(
        "N06",
        "secrecy",
        cite(GESCHGEHG, "3(1) no. 2(b)"),
        N_("the ban on reverse engineering, which the law permits otherwise"),
        r"rückbau|rückzubau|zurückzubau|rückentwick|reverse[- ]engineer|dekompil|decompil|disassembl|zerleg|beobacht\w{0,3}, untersuch",
        _BAN,
        against=r"\b(gestattet|erlaubt|zulässig|permitted|allowed)\b",
        denied=False,
    ),
    own(
        "N07",
        "secrecy",
        cite(GESCHGEHG, "5", PRACTICE),
        N_("what law permits or demands to be disclosed"),
        r"§ ?5 geschgehg|hinweisgeb|whistle|gesetzlich.{0,60}(offenleg|verpflicht)|(required|compelled) by (law|any law|a court|order)"
        r"|behördlich|gerichtlich.{0,20}(anordnung|entscheidung)|court order|regulatory authority",
        denied=False,
    ),
    own(
        "N08",
        "secrecy",
        cite(PRACTICE),
        N_("return or destruction"),
        r"rückgabe|zurückgeb|zurückzugeb|gibt .{0,120}zurück|vernicht|lösch|return|destroy|destruction|erase|delete",
        need(N_("when"), r"verlangen|aufforderung|ende|beendigung|ablauf|request|demand|terminat|expir|completion"),
    ),
    own(
        "N09",
        "secrecy",
        cite(PRACTICE),
        N_("how long the duties last after the end"),
        r"(jahre|years?).{0,80}(hinaus|nach|after|following|beyond)|(nach|after|following|beyond) .{0,80}(jahre|years?)"
        r"|fortgelten|\b(gilt|gelten|besteht|bestehen|wirkt|wirken)\b .{0,100}\b(fort|weiter)\b|fortbestehen|unbefristet|surviv|indefinite|in perpetuity"
        r"|continue for .{0,30}(years?|months)",
        need(
            N_("confidentiality"),
            r"vertraulich|geheim|pflicht|verpflichtung|confidential|secre|obligation|undertaking|duties",
        ),
    ),
    own(
        "N10",
        "secrecy",
        cite(PRACTICE),
        N_("that no licence or right is granted"),
        r"lizenz|licen[cs]e|schutzrecht|intellectual property|eigentum|ownership|title",
        _BAN,
        against=r"\b(grants?|räumt)\b.{0,80}(licen[cs]e|lizenz|nutzungsrecht)",
        denied=False,
        by_heading=False,
    ),
    own(
        "N11",
        "secrecy",
        cite(PRACTICE),
        N_("that no models are trained with it"),
        r"künstliche[rn]? intelligenz|\bki\b|\bki-|\bai\b|artificial intelligence|machine learning|maschinelle[sn]? lernen|trainier"
        r"|training (of|von)|train ",
        _BAN,
        against=(
            r"(berechtigt|darf|dürfen|may|entitled to|right to)(?!.{0,40}\b(nicht|not|kein)).{0,200}"
            r"(trainier|training|\btrain|machine learning|maschinelle)"
        ),
        denied=False,
    ),
)

DATA_ACT_SIGNS: tuple[Requirement, ...] = (
    of_part(
        "D01.product",
        "data_act",
        r"dateninhaber|data holder",
        need(N_("the user"), r"\bnutzer|\buser", "section"),
        denied=False,
    ),
    own(
        "D02",
        "data_act",
        cite(DATA_ACT, "4(13)-(14)"),
        N_("a contract with the user for the holder’s own use, and no insights that harm the user"),
        r"wirtschaftliche[nr]? lage|vermögenswert|produktionsmethod|economic situation|assets|production methods|4 ?(abs\. ?13|\(13\))",
        _BAN,
        denied=False,
    ),
    own(
        "D04",
        "data_act",
        cite(DATA_ACT, "6(1)"),
        N_("purposes agreed with the user, and erasure when they are met"),
        r"mit dem nutzer vereinbart|vereinbarte[n]? zweck|agreed with the user|purposes? (and|under the conditions) agreed",
        need(N_("erasure"), r"lösch|vernicht|eras|delet", "section"),
        denied=False,
    ),
    of_part("D05.gatekeeper", "data_act", r"torwächter|gatekeeper|2022/1925", _BAN, denied=False),
    of_part("D05.competing", "data_act", r"konkurrier|wettbewerbsprodukt|im wettbewerb|compet", _BAN, denied=False),
    of_part(
        "D06.secrets",
        "data_act",
        r"geschäftsgeheimnis|trade secret",
        need(N_("measures"), r"maßnahm|vorkehrung|measures|safeguard"),
        against=r"(withhold|refus|suspend|zurückhal|verweiger|aussetz).{0,80}(discretion|ermessen)",
        denied=False,
    ),
    of_part(
        "D08.compensation",
        "data_act",
        r"gegenleistung|ausgleich|vergütung|entgelt|compensation|remuneration|\bfees?\b",
        against=r"\b(user|nutzer)\b(?:(?!free of charge|unentgeltlich|kostenlos|kostenfrei|no fee)[^.;]){0,160}\b(subject to a fee|pays?|zahlt|entgelt von|gebühr)",
    ),
    of_part(
        "D17.third-parties",
        "data_act",
        r"weitergab|weitergeb|weiterzugeb|an andere weiter|\bdritte|third part|share .{0,30}(further|onward)|available to (others|anybody)",
        need(N_("the user’s contract or consent"), r"nutzer|user"),
        against=r"(user|nutzer)\w{0,2} (shall not|must not|may not|is not permitted|darf)[^.;]{0,120}(third part|dritt)[^.;]{0,60}(without|ohne|nicht)",
        denied=False,
    ),
    of_part(
        "D17.coercion",
        "data_act",
        r"\bzwang|zwingt|\bnötigt\b|nötigung|täusch|manipul|coerc|deceiv|manipulat",
        _BAN,
        denied=False,
    ),
    of_part("D17.profiling", "data_act", r"profiling|profilbildung|bildung von profilen", _BAN, denied=False),
    of_part(
        "D17.security",
        "data_act",
        r"sicherheit des (vernetzten )?produkt|security of the (connected )?product",
        denied=False,
    ),
    of_part(
        "D17.misuse",
        "data_act",
        r"unbefugte[nr]? (nutzung|offenlegung|verwendung)|unauthori[sz]ed (use|disclosure)|11 ?(abs\. ?[23]|\([23]\))",
        denied=False,
    ),
    own(
        "D13.change",
        "data_act",
        cite(DATA_ACT, "13(5)(g)"),
        N_("a right of one side alone to change price or content"),
        rf"^(?!.*{_NOBODY} (kann|können|darf|dürfen|may|can)[^.;]{{0,80}}(ändern|anpass|amend|modify|change|vary)).*("
        r"(einseitig|jederzeit|nach (freiem|eigenem) ermessen|unilateral|at any time|at its (sole )?discretion).{0,120}"
        r"(ändern|anpass|anzupass|amend|modify|change|vary)"
        r"|\b(may|kann|darf|berechtigt|entitled)\b[^.;]{0,40}(ändern|anpass|anzupass|amend|modify|change|vary)[^.;]{0,80}(jederzeit|einseitig|at any time|unilateral|discretion))",
        flag=True,
    ),
    own(
        "D13.interpretation",
        "data_act",
        cite(DATA_ACT, "13(4)(c)"),
        N_("that one side alone says whether data conform or what the contract means"),
        rf"^(?!{_NO_PROVISION}.*(gibt einer partei|gives one party)).*"
        r"(allein(ige[sn]?)?|ausschließliche[sn]?|\bsole|exclusive) .{0,60}(auslegung|auszulegen|vertragsgemäß|interpret|conform)",
        flag=True,
    ),
    own(
        "D13.copy",
        "data_act",
        cite(DATA_ACT, "13(5)(c), 13(5)(e)"),
        N_("words that keep a party from its own data or a copy of it"),
        r"(kein(e|en)? (recht|anspruch) auf|no right to|not entitled to) .{0,80}(kopie|herausgabe|zugang|copy|access|retriev).{0,60}(daten|data)",
        flag=True,
    ),
)

FRAME: tuple[Requirement, ...] = (
    of_part(
        "G01.parties",
        "frame",
        r"^\W*zwischen\b|\bzwischen (der|dem)\b|\bbetween\b(?! the parties)|parteien (dieses|dieser|sind)|vertragspart|parties (to this|are)",
        need(
            N_("names with their legal form"),
            r"\b(ggmbh|gmbh|mbh|ug|ag|se|kg|kgaa|ohg|eg|ltd|limited|llc|inc|plc|sarl|sas|aps|oy|aör|gbr|egbr)\b|\be\. ?v\.|\bb\. ?v\.|\bs\. ?a\."
            r"|universit|stadt\b|landkreis|gemeinde|stiftung|institut|municipal|foundation",
            "section",
        ),
        denied=False,
    ),
    of_part(
        "G19.term",
        "frame",
        r"(?<!ende dieses )(?<!ende dieser )(?<!ende des )(?<!ende der )(vertrag|vereinbarung|auftrag)\w{0,3}\b[^.]{0,80}(beginnt|gilt ab|läuft|endet)|(gilt|beginnt|gültig) (ab\b|vom \d)|\bgilt (für )?(\w{3,8}|\d+) (jahre|monate)|tritt .{0,80}in kraft"
        r"|(?<!während der )laufzeit (de[rs]|dies|beträgt|von|ist)|vertragslaufzeit|commence|agreement .{0,40}applies from"
        r"|(enters?|comes?) into (force|effect)|effective (date|as)|initial term|term of this \w+ (is|begins|commences|shall)",
        need(
            N_("an end, or a right to terminate"),
            r"endet|\bbis zum\b|unbefristet|unbestimmte zeit|kündig|ends? on|expire|\buntil\b|terminat|indefinite",
            "section",
        ),
        denied=False,
    ),
    of_part(
        "C02.cause",
        "frame",
        r"wichtige[mnrs]? grund|(?<!out )for (good |important )?cause|terminat.{0,120}material breach|material breach.{0,120}terminat|314 bgb|fristlos",
    ),
    of_part(
        "G20.law",
        "frame",
        r"\b(gilt|gelten|unterlieg\w{0,3}|unterste\w{1,4}|anwendbar\w{0,3}) .{0,80}\brecht\b|governed by .{0,60}\blaws?\b|governing law|[a-z]{4,} law (applies|shall apply)|(the|choice of) applicable law|^applicable law",
        denied=False,
    ),
    of_part(
        "G20.disputes",
        "frame",
        r"gerichtsstand|(?<!competent )jurisdiction|\bcourts (of|in|located)|schiedsgericht|schiedsverfahren|arbitrat|mediat(?!e)|schlichtung",
        denied=False,
    ),
    of_part(
        "G20.liability",
        "frame",
        r"(?<!beschränkter )haftung(?!sbeschränkt)|\bhaftet|\bhaften|(?<!limited )liabilit|limited liability(?! (company|partnership|corporation))|liable",
        denied=False,
    ),
    of_part(
        "G31.amendments",
        "frame",
        r"(?<!keine )(änderung|ergänzung|nebenabrede)\w{0,3}\b.{0,60}(vertrag|vereinbarung|auftrag|bedürfen|bedarf|wirksam)"
        r"|(?<!not an )(amend|variation|varied|vary|modif)\w{0,8}\b.{0,80}(agreement|contract|dpa\b|writing|effective|valid|binding)",
        need(
            N_("the form"),
            r"schriftform|textform|schriftlich|in writing|\ba writing\b|(document|instrument) signed|signed by|written|text form|form nach|form under|elektronische[nr]? form|electronic form",
            "sentence",
        ),
        denied=False,
        by_heading=False,
    ),
    of_part(
        "C02.confidentiality",
        "frame",
        r"vertraulich|geheimhalt|geheim zu halten|confidential",
        need(
            N_("a duty"),
            r"behandel|verpflicht|wahren|geheim (zu )?(ge)?halten|hält .{0,80}geheim|bewahr|keep|protects?\b|bound|treat|committed",
            "passage",
        ),
        by_heading=False,
        denied=False,
    ),
    of_part(
        "G35.precedence",
        "frame",
        r"vorrang(?! individuell)|geh(t|en) .{0,140}\bvor\b|precedence(?! of individ)|prevail",
        denied=False,
    ),
    of_part(
        "C02.after-end",
        "frame",
        r"fortgelten|\b(gilt|gelten|besteht|bestehen|wirkt|wirken)\b .{0,140}\b(fort|weiter)\b|fortbesteh|surviv(?!.{0,60}(personnel|employment|engagement))|über das ende"
        r"|continue (to apply|in force|to be bound)|(duties|obligations|sections?) .{0,80}continue\b",
        denied=False,
    ),
)

_MANDATORY = (
    r"(vorsatz|vorsätz|grob|leben|körper|gesundheit|produkthaft|zwingend|276 abs|309 nr|intent|wil+ful|gross|death|injury|fraud|product liab|mandatory"
    r"|(cannot|may not|not lawfully|not permitted to) (lawfully )?(be )?(exclude|limit)|nicht (ausgeschlossen|beschränkt) werden)"
)
"""Liability that nobody can exclude, as contracts name it."""
_FULLY = r"(unbeschränkt|unbegrenzt|in voller höhe|nach den gesetzlichen (vorschriften|bestimmungen|regeln)|unlimited|without limit|in full)"
_TAKEN_OUT = r"(außer|ausgenommen|ausnahme|es sei denn|(sofern|soweit)[^.;]{0,60}nicht|gilt nicht|gelten nicht|findet keine anwendung|except|other than|save for|save to|save as|does not apply|(shall|will|do) not apply|unless|nothing in)"
_KEPT = r"(unberührt|ausgenommen|nicht (ausgeschlossen|beschränkt|begrenzt)|unaffected|excepted|not (be )?(excluded|limited|affected)|shall (not )?(exclude|limit))"
_SAVED = Saved(
    here=sign(
        rf"^{_NO_PROVISION}[^.;]{{0,120}}{_MANDATORY}|"
        r"^(?!.*\b(auch|selbst|einschließlich|including|even)\b[^.;,]{0,30}(vorsatz|vorsätz|grob|intent|wil+ful|gross)).*("
        rf"{_TAKEN_OUT}[^.;]{{0,200}}{_MANDATORY}|{_MANDATORY}[^.;]{{0,200}}({_KEPT}|{_TAKEN_OUT}|{_FULLY})"
        rf"|{_FULLY}[^.;]{{0,200}}{_MANDATORY}|(nur|lediglich|only|solely)[^.;]{{0,60}}(grob|gross|produkthaft|product liab))"
    ),
    further=sign(
        rf"^\W*(\(?\w{{1,3}}[).]\W*)?((dies|das|diese|der|die|vorstehend\w*|unberührt|the foregoing|this|these|the)\b[^.;]{{0,120}}{_TAKEN_OUT}|nothing in|nothing contained"
        rf"|unberührt|nicht (ausgeschlossen|beschränkt))[^.;]{{0,200}}{_MANDATORY}"
    ),
)
"""Provisions that leave what is mandatory outside an exclusion; an "unaffected" of anything else does not."""

_BOTH = r"(jede (der )?(vertrags)?partei(en)?|beide (vertrags)?(parteien|partner|seiten)|die (vertrags)?parteien|(each|either|neither) party|both parties|the parties)"
_EVERYBODY = (
    rf"({_BOTH}\b[^,;:]{{0,40}}\b(haft|liab|responsib)|haft(et|en) {_BOTH}|(haftung|liability) (of|de[rs])? ?{_BOTH}"
    r"|(haftung )?(beider|jeder|der) (vertrags)?partei(en)? [^,;:]{0,30}haft|haft\w* [^,;:]{0,40}(einander|gegenseitig)|(einander|gegenseitig) [^,;:]{0,40}haft)"
)
"""Both sides as those who are liable; a sentence may speak of both, and make one liable."""
_NEVER_EXCLUDED = r"vorsatz|vorsätz|grob|leben|körper|gesundheit|produkthaftung|intent|wil+ful|gross|death|injury|fraud"
_SLIGHT = r"einfache|leichte|jede fahrlässigkeit|gleich aus welchem|entgangene|ordinary|slight|simple|any negligence|lost profit"
_WIDER = (
    rf"{_SLIGHT}|(auch|selbst|even) (ohne|without|if no|where no)|ohne (dass|nachweis|verschulden|vorsatz|grobe)|without (proof|fault|intent|gross)"
    r"|regardless|irrespective|unabhängig|ungeachtet|including (but not|without)|\bsach(en|schäden)|\bdaten\b|eigentum|\bproperty|\bdata\b|geheim|vertraulich|confiden"
    r"|^(?!.*(leben|körper|death|injury)).*((?<!grobe )(?<!grober )(?<!groben )(?<!grob )(?<!\w)fahrlässig|(?<!gross )negligen)"
)
"""More than what nobody can exclude: slight negligence, no fault at all, things and secrets."""

FLAGS: tuple[Requirement, ...] = (
    own(
        "F01",
        "flags",
        cite(BGB, "276(3), 309 no. 7"),
        N_("liability excluded or limited even for intent or gross negligence"),
        r"^(?=.*(haftung|\bhaft(et|en|bar)|liab))"
        r"(?=.*(ausgeschlossen|ausschluss|beschränkt|begrenzt|excluded|limited|haftet nicht|not (be )?liable))"
        r".*(vorsatz|vorsätz|grob|intent|wilful|willful|gross)"
        r"|(haftung|liabilit|\bhaftet).{0,80}(gleich aus|aus welchem rechtsgrund|whatsoever|of any kind|whether in contract).{0,120}(begrenzt|beschränkt|limited|exceed)"
        r"|\bliabilit.{0,60}(in excess of|exceed).{0,60}(gross|wil+ful|intent)"
        r"|\bhaftet[^.;]{0,40}\b(nur|lediglich|ausschließlich) (bei|für|wegen) vorsatz(?![^.;]{0,60}(grob|fahrlässig))"
        r"|\bliable (only|solely) for (wil+ful|intent)[^.;]{0,20}(?![^.;]{0,60}(gross|negligen))"
        r"|(foregoing|limitations?|exclusions?|beschränkung|begrenzung|ausschluss).{0,120}(including|even in|einschließlich|auch (bei|für)).{0,40}"
        r"(gross negligence|wilful|willful|intent|grobe[rn]? fahrlässigkeit|vorsatz)",
        flag=True,
        saved=_SAVED,
    ),
    own(
        "F02",
        "flags",
        cite(BGB, "307(1)"),
        N_("liability of one side without limit"),
        # whoever is named, by role or by name; not both sides, and not what nobody can exclude (s. 276(3) BGB)
        rf"^(?!.*\b({_EVERYBODY}))(?!(?=.*({_NEVER_EXCLUDED}))(?!.*({_WIDER})))"
        r"(?=.*\b(haftet|haftbar|haftung|liable|liability)\b).*"
        r"(unbeschränkt|unbegrenzt|in voller höhe|ohne begrenzung|unlimited|without limit|for all damage|alle schäden)",
        flag=True,
    ),
    own(
        "F03",
        "flags",
        cite(BGB, "307(1)"),
        N_("a cap on liability"),
        r"(haftung|haftet|haften|liabilit).{0,160}((begrenzt|beschränkt|limited to|exceed|in excess of|höchstens|maximal|capped)"
        r".{0,60}(\d|eur|€|usd|vergütung|entgelt|fee)|(\d|euro?|€|vergütung|entgelt)\w{0,2} .{0,60}(begrenzt|beschränkt)(?![^.;]{0,40}\bnicht\b))",
        flag=True,
    ),
    own(
        "F04",
        "flags",
        cite(BGB, "339, 307(1)", HGB, "348"),
        N_("a contractual penalty"),
        r"^(?!.*\b(keine|no) (contractual )?(vertragsstrafe|konventionalstrafe|pönale|penalt|liquidated damages))"
        r".*(vertragsstrafe|konventionalstrafe|pönale|contractual penalt|liquidated damages|\bpenalty\b)",
        flag=True,
    ),
    own(
        "F05",
        "flags",
        cite(PRACTICE),
        N_("a duty to indemnify"),
        r"stellt .{0,120}\bfrei\b|freistell|freizustellen|indemnif|hold harmless",
        flag=True,
    ),
    own(
        "F06",
        "flags",
        cite(BGB, "307(1), 308 no. 4"),
        N_("a right of one side alone to change the contract"),
        # not both together; that both are told, or that one may leave, does not bind the other
        r"^(?!.*(\b(die|beide|keine|der|both|the|no|neither)[^,;:]{0,12}part(ei|eien|y|ies)\b[^,;:]{0,40}\b(können|dürfen|kann|darf|may|can|berechtigt|entitled|reserve)"
        r"|\b(können|dürfen|kann|darf|berechtigt) (die|beide|keine)[^,;:]{0,10}partei|einvernehm|mutual|gemeinsam|beider (vertrags)?parteien|both parties"
        r"|(agreed|signed) (by|between) (both |all )?the parties|zustimmung (de[rs]|aller) (anderen )?(vertrags)?partei)).*("
        r"(berechtigt|darf|kann|behält sich|may|entitled|reserves)(?:(?!terminat).){0,120}(vertrag|vereinbarung|bedingungen|agreement|terms|conditions).{0,60}"
        r"(ändern|anpass|anzupass|amend|modify|change|update|vary)"
        r"|\b(kann|darf|berechtigt)\b.{0,40}\b(diese[nrs]?) (?!(aus)?wahl|weisung|entscheidung)[\wäöüß-]{2,40} .{0,80}(ändern|anpass|anzupass)"
        r"|\bmay\b(?:(?!terminat\w*(?! (or|and))).){0,40}\b(amend|modify|change|update|vary)\b(?:(?!choice|instruction|decision).){0,20}\b(this|these|the) (?!choice|instruction|decision)[\w-]+)",
        flag=True,
    ),
    own(
        "F07",
        "flags",
        cite(PRACTICE),
        N_("renewal without a word"),
        r"verlängert sich|automatisch verlänger|stillschweigend|automatically renew|renews? (automatically|for)|tacit",
        flag=True,
    ),
    own(
        "F08",
        "flags",
        cite(PRACTICE),
        N_("use of data for models or for purposes of their own"),
        r"(?<!whose provider )(?<!whose providers )(?<!services that )(berechtigt|darf|dürfen|\bmay\b|entitled to|right to)(?!.{0,60}\b(nicht|not|kein)).{0,160}"
        r"(trainier|training(?! content (has|have|ceases?|is)\b)|modelle|\btrain\b|machine learning|eigene[nr]? zweck|own purposes|business purposes|product improvement"
        r"|(verbesserung|weiterentwicklung) (ihrer|seiner|eigener|der) (produkt|dienst|leistung|software))"
        r"|(grants?|räumt)\b(?!.{0,60}\b(nicht|not|kein|no)\b).{0,240}(licen[cs]e|right|recht)\b.{0,160}"
        r"(\btrain\b|machine learning|(?<!right of use in )(?<!\bits )improve|aggregated data|trainier|(?<!seine )(?<!ihre )verbesser)"
        r"|\b(may|kann|darf|berechtigt|entitled to)\b(?!.{0,60}\b(nicht|not|kein)).{0,160}(improv|enhanc|develop)\w*( and \w+)? (its|their|our) (own )?(products?|services?|offerings?|technolog)",
        flag=True,
    ),
    own(
        "F09",
        "flags",
        cite(PRACTICE),
        N_("law or courts of another country"),
        # Whatever law is chosen and is not named as German is told: lists of countries always lack the next one.
        rf"(law|laws) of (?!{_NEAR})[a-z]|gesetze[n]? von|courts of (?!(the )?(federal republic of )?german)[a-z]"
        r"|\b(gilt|gelten|unterlieg\w{0,3}|anwendbar\w{0,3}|findet|anzuwenden)\b[^.;]{0,60}\brecht"
        r" ((der|des|von) (?!bundesrepublik|deutsch|(europäischen )?union|eu\b|(einzelnen )?mitgliedstaat|jeweiligen mitgliedstaat)[a-zäöü]"
        r"|(?!deutschlands|eines|dieses|jenes|eines)[a-zäöü]{4,}s\b)"
        r"|\b(?!deutsch|inländisch|europäisch|technisch)[a-zäöü]{3,}isch\w{0,2} recht\b|\b(zürcher|schweizer|luxemburger) recht\b"
        r"|governed by[^.;]{0,60}\b(?!german|applicable|protection|mandatory|union|such|the|that|this|these|all)[a-z]{4,} laws?\b"
        r"|\b(?!german|applicable|mandatory|union|such|that|this|governing|statutory)[a-z]{4,} law (applies|shall apply|governs)"
        r"|\b(?!german|competent|ordinary|state|local|civil|federal|such|those|these|other|both)[a-z]{5,} courts (shall )?have"
        r"|gerichtsstand[^.;]{0,80}\b(wien|zürich|basel|genf|bern|zug|vaduz|luxemburg|amsterdam|brüssel|paris|london|dublin|warschau|prag"
        r"|mailand|madrid|new york|delaware|wilmington|kalifornien)\b|courts (in|located in) (?!germany|berlin|munich|hamburg|frankfurt)[a-z]",
        flag=True,
    ),
    own(
        "F10",
        "flags",
        cite(PRACTICE),
        N_("free use of what people keep in their memory (a residuals clause)"),
        r"im gedächtnis|aus dem gedächtnis|unaided memor|\bresidual(s| knowledge| information)",
        flag=True,
    ),
    own(
        "F11",
        "flags",
        cite(GDPR, "28(3)", PRACTICE),
        N_("payment for assistance or audits that the law demands"),
        r"^(?!.*(jede partei|each party|abgegolten|unentgeltlich|kostenlos|free of charge|covered by)).*"
        r"((kontroll|überprüfung|inspektion|unterstütz|mitwirkung|weisung|audit|assistance|cooperation|instruction).{0,200}"
        r"(vergütung|vergüte[tn]|kosten(?!los|frei)|aufwand|in rechnung|\bcosts?\b|\bfees?\b|charge|remunerat)"
        r"|(vergütung|kosten|\bcosts?\b|\bfees?\b|\brates\b).{0,120}(kontroll|unterstützung|(such|reasonable) (assistance|support|cooperation)|\baudits?\b))",
        flag=True,
    ),
    own(
        "F12",
        "flags",
        cite(GDPR, "44", PRACTICE),
        N_("a place outside the European Economic Area"),
        r"\busa\b|\bu\.s\.(?!\w)|vereinigten? staaten|united states|vereinigte[sn]? königreich|united kingdom|großbritannien|\b(indien|india|china|russland|russia|türkei|turkey|serbien|serbia"
        r"|ukraine|philippin\w+|brasilien|brazil|südafrika|south africa|mexiko|mexico|singapur|singapore|vietnam|ägypten|egypt|marokko|morocco)\b",
        flag=True,
    ),
    own(
        "F13",
        "flags",
        cite(BGB, "276(3), 307(2), 309 no. 7"),
        N_("liability excluded as a whole"),
        r"("
        r"(jegliche|jede|sämtliche|gesamte|\ball|\bany) .{0,40}(haftung|liability).{0,120}(ausgeschlossen|excluded|disclaimed)"
        r"|(haftung|liability).{0,120}(gleich aus|aus welchem rechtsgrund|of any kind|whatsoever).{0,80}(ausgeschlossen|excluded)"
        r"|haftet (grundsätzlich )?nicht (für (schäden|etwaige)|gegenüber)|schließt .{0,40}haftung .{0,40}\baus\b|(shall|will) (have no|not have any) liability(?! in excess)"
        r"|neither .{0,80}\b(shall|will) have any liability|\b(shall|will) not be liable (to .{0,40})?for any (damage|loss|claim|liabilit))",
        flag=True,
        saved=_SAVED,
    ),
    own(
        "F14",
        "flags",
        cite(BGB, "147, 307(1), 308 no. 5"),
        N_("silence or use that counts as consent"),
        r"(widerspricht|widersprochen|(kein|ohne) .{0,20}widerspruch|äußert|schweig|reagiert|\bobjects?\b|responds?).{0,140}(gilt|gelten|deemed|constitutes?).{0,80}"
        r"(genehmigt|angenommen|zustimm|erteilt|anerkannt|accept|consent|approv)"
        r"|(erkennt|stimmt) .{0,80}(mit der (entgegennahme|nutzung|annahme|bestellung)|durch (nutzung|entgegennahme)) .{0,60}(an|zu)\b"
        r"|continued use .{0,60}(acceptance|accept|consent)|deemed (to have )?(accepted|approved|consented|agreed)",
        flag=True,
    ),
    own(
        "F15",
        "flags",
        cite(BGB, "307(1)", PRACTICE),
        N_("inventions, results or improvements that go to one side"),
        r"(erfindung|arbeitsergebnis|ergebnisse|erkenntnis|verbesserung|weiterentwicklung|schutzrecht|invention|improvement|work product|feedback"
        r"|derivative|aggregated data).{0,200}(stehen (?!((sie|diese|es) )?der partei).{0,80}\bzu\b|gehen .{0,80}\büber\b|überträgt|übertragen|abzutreten|\bassigns?\b|vests? in|sole property"
        r"|exclusive property|owned by (?!(the|each|that|such) part)|(which|that) .{0,40}\bowns\b)"
        r"|\bowns? (all|any|and retains)\b.{0,40}\bdata\b|(eigentümer|alleinige[rn]? inhaber)\w* .{0,60}\bdaten\b",
        flag=True,
    ),
    own(
        "F16",
        "flags",
        cite(HGB, "75f", BGB, "138, 307(1)"),
        N_("a ban on competing or on hiring the other side’s staff"),
        r"wettbewerbsverbot|abwerb|abwirb|(für|bei) .{0,20}wettbewerber\w* .{0,60}tätig|non-?compet|non-?solicit"
        r"|(\bnot\b|refrain).{0,60}\b(solicit|compete (with|against)|recruit|(hire|employ) .{0,30}(employee|staff|personnel))|kundenschutz"
        r"|\b(keine|nicht)\b.{0,40}(mitarbeiter|beschäftigte|arbeitnehmer).{0,60}(einstellen|eingestellt|anstellen|angestellt)",
        flag=True,
    ),
    own(
        "F17",
        "flags",
        cite(BGB, "307(1), 339, 340(2)"),
        N_("a penalty without fault, for each breach without end, or beside damages"),
        r"fortsetzungszusammenhang|(anrechnung|angerechnet).{0,40}\b(nicht|keine)\b|\b(keine|nicht)\b.{0,20}(anrechnung|angerechnet)"
        r"|(vertragsstrafe|penalty|liquidated damages).{0,200}(ohne .{0,40}verschulden|unabhängig vo[mn] .{0,20}verschulden|verschuldensunabhängig"
        r"|(regardless|irrespective) of fault)|ohne dass es (eines|auf ein) verschulden|verschulden ist (dafür |hierfür )?nicht (erforderlich|vorausgesetzt|nötig)",
        flag=True,
    ),
    own(
        "F18",
        "flags",
        cite(BGB, "307(1)", PRACTICE),
        N_("a right of use without end, or for any purpose"),
        r"(unwiderruflich|zeitlich unbe(grenzt|schränkt)|\bewig\w*|irrevocabl\w*|perpetual).{0,160}(recht\b|nutzungsrecht|licen[cs]e|right to use)"
        r"|(zeitlich unbe(grenzt|schränkt)|dauerhaft|unbefristet)\w{0,2} .{0,40}(nutzen|verwenden|verwerten)\b|\buse\b.{0,80}(perpetually|in perpetuity|indefinitely)"
        r"|(recht|nutzungsrecht|licen[cs]e|right)\b.{0,160}(beliebige[nr]? zweck|jede[nrm]? zweck|any (and all )?purposes?|all purposes)",
        flag=True,
    ),
    own(
        "F19",
        "flags",
        cite(BGB, "276(1), 307(1)"),
        N_("liability without fault, or a guarantee"),
        r"^(?!.*\b(kein|keine|keinerlei|nicht|no|not|disclaim\w*|ausgeschlossen|excluded|vorsatz|intent|angemessen\w*|hinreichend\w*|geeignet\w*|sufficient|appropriate)\b).*("
        r"(haft(et|ung|en)|steht|stehen|einzustehen).{0,80}(verschuldensunabhängig|ohne (rücksicht auf )?(ein )?verschulden|unabhängig von (einem )?verschulden)"
        r"|\bgarantiert\b.{0,80}(vollständig|richtig|fehlerfrei|freiheit|verfügbar)|strict(ly)? liab|liable .{0,40}(regardless|irrespective) of fault)",
        flag=True,
    ),
    own(
        "F20",
        "flags",
        cite(BGB, "307(1), 309 no. 10"),
        N_("a right of one side alone to hand the contract to somebody else"),
        r"^(?!.*\b(jede|keine|beide|eine|each|either|neither|no) (der |of the )?(vertrags)?part(ei|y|ies)\b(?!.*\bexcept that\b)).*("
        r"\b(kann|darf|berechtigt|ist befugt)\b(?:(?!nur mit)[^.;]){0,80}(diese[nr]? |den |die )?(vertrag|vereinbarung|rechte und pflichten)\w{0,3}\b[^.;]{0,80}(übertragen|abtreten|zu übertragen|abzutreten)"
        r"|except that [^.;]{0,60}\bmay assign|\bmay assign (this|these|its rights)[^.;]{0,120}(affiliate|successor|without))",
        flag=True,
    ),
    own(
        "F21",
        "flags",
        cite(BGB, "307(1), 314", PRACTICE),
        N_("no ordinary notice of termination"),
        r"\b(ordentlichen?|vorzeitigen?) kündigung[^.;]{0,80}(?<!nicht )(ausgeschlossen|nicht möglich|unzulässig)|\bunkündbar"
        r"|\b(may not|cannot|shall not) be terminated\b(?![^.;]{0,40}(except|other than|before|prior))|\bno right to terminate\b|without (any )?right (to terminate|of termination)",
        flag=True,
    ),
)
