"""By which words a non-disclosure agreement, one on product data, and the frame of every contract are recognised."""

from __future__ import annotations

from datapact.base.texts import N_
from datapact.contract.vocabulary.acts import DATA_ACT, GESCHGEHG, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.paper.judge.requirement import NO_PROVISION, Requirement, need, of_part, own

_BAN = need(
    N_("a ban"),
    r"\bnicht\b|\bkein|\bweder\b|untersag|verboten|\bnot\b|\bno\b|\bonly\b|refrain|prohibit|\bneither\b|\bnothing\b|\bnone\b|\bnur\b",
    "sentence",
)

_NO_GRANT = need(
    N_("a ban"),
    r"(?<!\w)nicht(?! (übertragbar|ausschließlich|exklusiv|unterlizenzierbar|abtretbar|weiter übertragbar))|\bkein|\bweder\b|\bnot\b(?! (transferable|exclusive|sublicen))|\bno\b|\bneither\b|\bnothing\b|\bnone\b",
    "sentence",
)
_NOBODY = r"\b(keine|no|neither) (der |of the )?(vertrags)?part(ei|eien|y|ies)"

SECRECY: tuple[Requirement, ...] = (
    own(
        "N01",
        "secrecy",
        cite(GESCHGEHG, "2 no. 1", PRACTICE),
        N_("what is confidential"),
        r"vertrauliche[nr]? information|„informationen“|“information”|confidential information|geschäftsgeheimnis|trade secret",
        need(
            N_("words that define it"),
            r"\bsind\b|\bist\b|umfass|bezeichne|gelten als|means|includes?|shall mean|comprise|bedeutet",
            "sentence",
        ),
        denied=False,
        see=("F22",),
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
        need(
            N_("the need"),
            r"benötig|erforderlich|kenntnis|kennen müssen|need[- ]to[- ]know|need to know|need access|necessary|who need",
            "paper",
        ),
        need(N_("that they are bound"), r"verpflicht|gebunden|bound|obligation|undertak"),
        denied=False,
        against=r"\bnicht (verpflichtet|gehalten)\b[^.;]{0,160}(mitarbeit|beschäftigt|berater|arbeitnehmer)[^.;]{0,120}zu verpflichten|(not (be )?(obliged|required)|no (obligation|duty))[^.;]{0,80}bind[^.;]{0,80}(employee|staff|personnel|advis)",
    ),
    own(
        "N05",
        "secrecy",
        cite(PRACTICE),
        N_("what is excepted"),
        r"nicht unter (diese|die) (vereinbarung|verpflichtung|pflicht)[^.;]{0,40}(fallen|fällt)|ausgenommen|ausnahme|gilt nicht für|gelten nicht(?! als (dritte|verbundene))|nicht als vertraulich|keine vertraulichen|nicht unter die geheimhaltung|except|do(es)? not (include|apply)|shall not (include|apply)",
        need(
            N_("public information"),
            r"öffentlich|allgemein bekannt|offenkundig|zum stand der technik|\bpublic|generally known|in the public domain",
            "section",
        ),
        need(
            N_("information known before"),
            r"(bereits|vorher|zuvor|schon|früher)\b[^,;]{0,40}\b(bekannt|kannte|besa(ß|ss)|im besitz|vorl(ag|agen))|vorbekannt|(überlassung|erhalt|offenlegung)[^,;]{0,40}\b(bekannt|vorlag)|already (\w+ )?(known|in)|(known|possession)[^,;]{0,60}(before|prior to)|previously known|prior to (the )?(disclosure|receipt)",
            "section",
        ),
        need(
            N_("information received from others"),
            r"(von|durch) .{0,40}\b(dritte|dritter seite)|third part|another source|other source|anderer quelle",
            "section",
        ),
        need(
            N_("information developed independently"),
            r"unabhängig[^,;]{0,60}(entwickelt|erarbeitet|gewonnen|entdeckt)|selbst(st)?ändig (entwickelt|erarbeitet)|ohne (rückgriff|verwendung|nutzung|bezug)[^,;]{0,80}(entwickelt|erarbeitet|gewonnen)|without (use of|reference to|reliance on)[^,;]{0,60}(confidential|information)|independent(ly)?[^,;]{0,40}(develop|creat|discover|generat)|developed[^,;]{0,40}independent",
            "section",
        ),
        denied=False,
        against=r"(?<!weitere )(?<!sonstige )(?<!andere )(?<!further )(?<!other )(ausnahmen?|exceptions?)\b[^.;]{0,200}(bestehen nicht|besteht nicht|gibt es nicht|ausgeschlossen)|^\W*keine ausnahmen?|^\W*no exceptions?",
        exception=True,
    ),
    own(
        "N06",
        "secrecy",
        cite(GESCHGEHG, "3(1) no. 2(b)"),
        N_("the ban on reverse engineering, which the law permits otherwise"),
        r"rückbau|rückzubau|zurückzubau|rückentwick|reverse[- ]engineer|dekompil|decompil|disassembl|zerleg|demontier|auf (ihre|seine|deren) zusammensetzung|analyse the composition|analyz?e\w* .{0,30}(composition|sample)|beobacht\w{0,3}, untersuch",
        _BAN,
        against=r"\b(gestattet|erlaubt|zulässig|permitted|allowed)\b",
        denied=False,
        ban=True,
    ),
    own(
        "N07",
        "secrecy",
        cite(GESCHGEHG, "5", PRACTICE),
        N_("what law permits or demands to be disclosed"),
        r"§ ?5 geschgehg|hinweisgeb|whistle|gesetzlich.{0,60}(offenleg|verpflicht)|(required|compelled) by (law|any law|a court|order)"
        r"|behördlich|gerichtlich.{0,20}(anordnung|entscheidung)|court order|regulatory authority|\b(gericht|behörde)\w{0,2}\b[^.;]{0,80}(offenleg|offenbar|herausgabe|auskunft)"
        r"|(offenleg|offenbar|disclos)[^.;]{0,80}\b(gericht|behörde|court|authorit)",
        against=(
            r"(offenleg|offenbar|weitergabe|disclos|mitteil)[^.;]{0,160}\b(unzulässig|untersagt|verboten|zu verweigern|verweiger\w*|nicht (gestattet|erlaubt|zulässig)|prohibited|refuse)"
            r"|\b(verweiger\w*|zu verweigern|refuse)\b[^.;]{0,80}(offenleg|disclos)|(shall|may|must) not[^.;]{0,60}disclos[^.;]{0,80}even (if|where)[^.;]{0,40}(law|court|authorit)"
        ),
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
        r"\b(jahre?n?|monate?n?|years?|months?)\b.{0,80}(hinaus|\bnach\b|after|following|beyond)"
        r"|\b(nach|after|following|beyond)\b .{0,80}\b(jahre?n?|monate?n?|years?|months?)\b"
        r"|fortgelten|überdauer|überleb|\b(gilt|gelten|besteht|bestehen|wirkt|wirken)\b .{0,100}\b(fort|weiter)\b|fortbestehen|unbefristet|surviv|indefinite|in perpetuity"
        r"|(pflicht|verpflichtung|obligation|duties)\w*[^.;]{0,60}\b(enden|endet|erlöschen|erlischt|ends?|ceases?|expires?)\b"
        r"|continue for .{0,30}(years?|months)|(vertraulich|geheim|confiden|secre)[^.;]{0,160}\b(monate|months)\b[^.;]{0,60}(nach|hinaus|after|beyond)",
        need(
            N_("confidentiality"),
            r"vertraulich|geheim|pflicht|verpflichtung|confidential|secre|obligation|undertaking|duties",
        ),
        against=r"\b(enden|endet|erlöschen|erlischt|ends?|ceases?|expires?)\b[^.;]{0,40}\b(mit|bei|zum|upon|on|with)\b[^.;]{0,30}(ablauf|ende|beendigung|expiry|expiration|terminat|end\b)",
        see=("F23",),
    ),
    own(
        "N10",
        "secrecy",
        cite(PRACTICE),
        N_("that no licence or right is granted"),
        r"lizenz|nutzungsrecht|licen[cs]e|schutzrecht|intellectual property|eigentum|ownership|title",
        _NO_GRANT,
        against=r"\b(grants?|räumt|erhält|receives|obtains)\b(?![^.;]{0,60}\b(kein|no)\w{0,3}\b).{0,80}(licen[cs]e|lizenz|nutzungsrecht)",
        denied=False,
        by_heading=False,
        ban=True,
        see=("F15",),
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
        ban=True,
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
        binds="holder",
        ban=True,
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
    of_part("D05.gatekeeper", "data_act", r"torwächter|gatekeeper|2022/1925", _BAN, denied=False, ban=True),
    of_part(
        "D05.competing",
        "data_act",
        r"konkurrier|wettbewerbsprodukt|im wettbewerb|compet",
        _BAN,
        denied=False,
        binds="taker",
        ban=True,
    ),
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
        ban=True,
    ),
    of_part(
        "D17.profiling",
        "data_act",
        r"profiling|profilbildung|bildung von profilen",
        _BAN,
        denied=False,
        binds="taker",
        ban=True,
    ),
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
        rf"^(?!{NO_PROVISION}.*(gibt einer partei|gives one party)).*"
        r"(allein(ige[sn]?)?,?|ausschließliche[sn]?|\bsole|exclusive) .{0,60}(auslegung|auszulegen|vertragsgemäß|interpret|conform)",
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
        r"|(agreement|contract|addendum)\b[^.;]{0,30}\b(continues?|remains? in (force|effect)|lasts)\b[^.;]{0,20} for\b"
        r"|(enters?|comes?) into (force|effect)|effective (date|as)|initial term|term of this \w+ (is|begins|commences|shall)",
        need(
            N_("an end, or a right to terminate"),
            r"endet|\bbis zum\b|unbefristet|unbestimmte zeit|kündig|ends? on|expire|\buntil\b|terminat|indefinite|\bfor (a (period|term) of )?[\w-]+ (\(\d+\) )?(years?|months?)\b",
            "section",
        ),
        denied=False,
        see=("F21",),
    ),
    of_part(
        "C02.cause",
        "frame",
        r"wichtige[mnrs]? grund|(?<!out )for (good |important )?cause|terminat.{0,120}material breach|material breach.{0,120}terminat|314 bgb|fristlos",
    ),
    of_part(
        "G20.law",
        "frame",
        r"\b(gilt|gelten|unterlieg\w{0,3}|unterste\w{1,4}|anwendbar\w{0,3}) .{0,80}\brecht\b|\bfindet [^.;]{0,60}\brecht[^.;]{0,40}anwendung|governed by .{0,60}\blaws?\b|governing law|[a-z]{4,} law (applies|shall apply)|(the|choice of) applicable law|^applicable law",
        denied=False,
        see=("F09",),
    ),
    of_part(
        "G20.disputes",
        "frame",
        r"gerichtsstand|gerichte? (am|in|von|des) [^.;]{0,60}\bzuständig|zuständig[^.;]{0,40}\bgerichte?\b|(?<!competent )jurisdiction|\bcourts (of|in|located)|schiedsgericht|schiedsverfahren|arbitrat|mediat(?!e)|schlichtung",
        denied=False,
        see=("F09",),
    ),
    of_part(
        "G20.liability",
        "frame",
        r"(?<!beschränkter )haftung(?!sbeschränkt|shöchst)|\bhaftet|\bhaften|(?<!limited )liabilit|limited liability(?! (company|partnership|corporation))|liable|\bschaden\w{0,3}\b[^.;]{0,60}zu ersetzen|schadensersatz",
        denied=False,
        excluded=True,
    ),
    of_part(
        "G31.amendments",
        "frame",
        r"(?<!keine )(änderung|ergänzung|nebenabrede)\w{0,3}\b[^.;]{0,60}(vertrag|vereinbarung|auftrag|bedürfen|bedarf|wirksam|gültig|unterzeichnet|unterschrieben)"
        r"|(?<!not an )(amend|variation|varied|vary|modif)\w{0,8}\b.{0,80}(agreement|contract|dpa\b|writing|effective|valid|binding)",
        need(
            N_("the form"),
            r"schriftform|textform|schriftlich|in writing|\ba writing\b|(document|instrument) signed|signed by|unterzeichnet|unterschrieben|written|text form|form nach|form under|elektronische[nr]? form|electronic form",
            "sentence",
        ),
        denied=False,
        by_heading=False,
    ),
    of_part(
        "C02.confidentiality",
        "frame",
        r"vertraulich|geheimhalt|geheim|confidential|\bsecret\b",
        need(
            N_("a duty"),
            r"behandel|verpflicht|wahren|geheim (zu )?(ge)?halten|(hält|halten) .{0,80}geheim|bewahr|keep|protects?\b|bound|treat|committed",
            "passage",
            unless=r"credential|password|zugangsdaten|passw(o|ö)rt|sicherheitskonzept",
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
        r"fortgelten|überdauer|überleb|\b(gilt|gelten|besteht|bestehen|wirkt|wirken)\b .{0,140}\b(fort|weiter)\b|fortbesteh|surviv(?!.{0,60}(personnel|employment|engagement))|über das ende"
        r"|continue (to apply|in force|to be bound)|(duties|obligations|sections?) .{0,80}continue\b",
        denied=False,
        see=("F23",),
    ),
)
