"""By which words a processing agreement (Art. 28 GDPR) and one of joint controllers (Art. 26) are recognised."""

from __future__ import annotations

from datapact.base.texts import N_
from datapact.contract.vocabulary.acts import GDPR
from datapact.contract.vocabulary.citations import cite
from datapact.paper.judge.requirement import Requirement, need, of_part, own

_HELP = need(N_("assistance"), r"unterstütz|hilf|mitwirk|assist|help|cooperat|support")
_TELLS = (
    r"informier|unterricht|mitteil|teilt .{0,120}\bmit\b|meld|benachrichtig|anzeig|anzuzeigen|zeigt .{0,120}\ban\b|hinweis|hinzuweisen"
    r"|weist .{0,120}\bhin\b|aufmerksam|in kenntnis|inform(?!ation)|notif|(?<!has )warn|alert"
)
_BREACH = (
    r"verletzung(en)? (des schutzes|personenbezogener daten)|datenschutzverletzung|datenschutzvorf|datenpanne|art(ikel|\.|icle)?[ns]? ?33"
    r"|(personal )?data breach|security incident|sicherheitsvorf"
)
_ALL_HELP = r"art(ikel|\.|icle)?[ns]? ?32 ?(bis|to|-|–|—) ?36"
_ARTICLE_32 = r"art(ikel|\.|icle)?[ns]? ?32(?! ?(bis|to|-|–|—) ?36)"
_NO_HELP = r"\b(shall|will|does|is|are|need) not (be (obliged|required) to |obliged to |required to )?(assist|support|help|cooperate)|unterstütz\w*[^.;]{0,60}\b(schuldet|leistet|erbringt)\b[^.;]{0,40}\b(nicht|keine)\b"
_OTHERS = (
    r"unterauftrag|subunternehm|sub-?processor|weitere[rn]? auftragsverarbeiter|(other|another|further) processors?\b"
    r"|sub-?contract|unterbeauftrag|unterverarbeit"
)
_ERASE = (
    r"lösch|vernicht|rückgabe|zurückgeb|zurückzugeb|gibt .{0,80}zurück|herausgab|herauszugeb|herausgeb|aushändig|auszuhändig|händigt .{0,120}\baus\b"
    r"|delet|eras|destr|return"
)
_END = (
    r"nach (dem )?(auftrags|vertrags|leistungs)?ende|(nach|bei|mit) (dem |der )?(abschluss|ende|beendigung|wegfall)|vertragsende|after (the )?(end|terminat|expir)"
    r"|(upon|on|following) (the )?(terminat|expir|end|complet)|end of the (provision|service|agreement|contract)"
)

_AT_WILL = (
    r"nach (seinem|ihrem|eigenem|freiem|billigem) (freien |billigen )?ermessen|nach (seiner|ihrer|eigener) wahl|\b(auftragnehmer|auftragsverarbeiter|dienstleister|anbieter)\w* (entscheidet|bestimmt|wählt)"
    r"|at its (own |sole )?(discretion|option|choice|election)|(processor|supplier|provider|vendor) (decides|may decide|may choose)|at the (processor|supplier|provider|vendor)'s"
)
"""The processor decides what is the controller's to choose."""
_ONE_SENTENCE = r"(?:[^.]|(?<=art)\.|(?<=abs)\.|(?<=nr)\.|(?<=lit)\.){0,160}"

PROCESSING: tuple[Requirement, ...] = (
    of_part(
        "P00.subject",
        "processing",
        r"gegenstand (und (die )?dauer )?(de[rs]|dieser) |gegenstand\b.{0,40}(verarbeitung|auftrag)|als gegenstand|subject[- ]matter",
    ),
    of_part(
        "P00.duration",
        "processing",
        r"verarbeitung dauert|processing (lasts|continues)|dauer (der verarbeitung|des auftrags|dieser|und|richtet|entspricht)|\b(vertrags)?laufzeit|duration|(enters?|come[s]?) into (force|effect)|beginnt am"
        r"|commence|tritt .{0,40}in kraft|for the term of",
    ),
    of_part(
        "P00.nature",
        "processing",
        r"\bart(en)?( und|,) .{0,30}zweck|(?<!berücksichtigung der )\bart der? ?nach\b|\bder art nach"
        r"|(?<!berücksichtigung der )\bart der (verarbeitung|datenverarb)|(?<!into account the )nature,? (and )?(the )?(purpose|of (the |such )?process)"
        r"|by its nature",
    ),
    of_part(
        "P00.purpose",
        "processing",
        r"\bzwecke?:|zwecke? (der|dieser) (verarbeitung|datenverarb)|zweck der verarbeitung|art und zweck|nature and purposes?"
        r"|purposes? of (the )?processing|folgende[nr]? zweck|following purposes?\b",
    ),
    of_part(
        "P00.data",
        "processing",
        r"\b(art(en)?|kategorien) (der )?(personenbezogene[rn]? |verarbeiteten )?daten|verarbeitet werden|datenart"
        r"|(types?|categories) of (personal )?data\b|personal data (are|is|comprise|include)|following (personal )?data\b",
        need(
            N_("the categories of data subjects"),
            r"betroffen(e[rn]? person| sind)|personenkreis|kreis der betroffenen|personengruppe|kategorien betroffener|data subjects",
            "section",
        ),
    ),
    of_part(
        "P00.controller",
        "processing",
        r"verantwortliche entscheidet|dafür verantwortlich, dass .{0,80}rechtmäßig|rechte und pflichten de[sr] (verantwortlichen|auftraggeber|kund)|(verantwortliche|auftraggeber|kunde) .{0,60}"
        r"(rechtmäßigkeit|zulässigkeit)|(controller|customer) .{0,200}(responsib\w+ .{0,60}(legal|lawful|complian|accura)|\blawful|\blegality)"
        r"|rights and (obligations|duties) of the controller",
    ),
    of_part(
        "P01.instructions",
        "processing",
        r"(?<!rechtswidrige )(?<!rechtswidrigen )(?<!unzulässige )(?<!unlawful )(?<!infringing )(weisung|instruction)(?![^.;]{0,60}\b(verst(ö|o)(ß|ss)|rechtswidrig|infring|violat|unlawful))",
        need(
            N_("that they are documented"),
            r"dokumentiert|textform|schriftlich|documented|in writing|written",
            "sentence",
        ),
        need(N_("that nothing else is permitted"), r"\bnur\b|ausschließlich|\bonly\b|solely|exclusively", "sentence"),
        need(
            N_("all processing, not only correction and deletion"),
            r"verarbeit|process|daten|data",
            "sentence",
            unless=r"berichtig|rectif|correct",
        ),
        binds="processor",
    ),
    of_part(
        "P01.transfers",
        "processing",
        r"drittl[aä]nd|drittstaat|third countr|außerhalb (der eu|des ewr|der europ)|outside (of )?(the )?(eu\b|eea|european)"
        r"|transfers? .{0,80}(united states|\busa?\b)|international transfer|standard contractual clauses|standardvertragsklausel",
        need(N_("instructions or consent"), r"weisung|zustimm|genehmig|instruction|consent|authori[sz]|approv"),
    ),
    of_part(
        "P01.contrary-law",
        "processing",
        r"28 abs\.? ?3 (s\.? ?2 )?(lit\.? ?|buchst\.? ?)?a\b|28\(3\)\(a\)|unionsrecht|\bunion law|recht der (europäischen )?union|mitgliedstaat|member state|rechtlich(?!.{0,40}nicht).{0,30}verpflicht"
        r"|(?<!retention is )(?<!storage is )(required|obliged|compelled)( to [\w ]{1,25})? by\b(?! (a|the|any) (supervisory|competent|customer|controller))",
        need(N_("notice of it"), _TELLS),
        need(N_("before the processing"), r"vor (der|beginn|jeder)|zuvor|vorab|before|prior to"),
        denied=False,
        binds="processor",
    ),
    of_part(
        "P02.confidentiality",
        "processing",
        r"vertraulich|verschwiegen|datengeheimnis|confidential|secrecy",
        need(N_("the persons"), r"person|mitarbeit|beschäftigt|employee|staff"),
        need(N_("that they are bound"), r"verpflicht|committed|bound|obligation|unterlieg|undertak"),
        binds="processor",
    ),
    of_part(
        "P03.measures",
        "processing",
        rf"{_ARTICLE_32}|technisch(e[nr]? und |-| und )organisatorische|technical and organi[sz]ational",
        need(N_("measures"), r"maßnahm|measures|\btoms?\b|kontrolle"),
        need(
            N_("measures as Art. 32 asks for them"),
            rf"{_ARTICLE_32}|(angemessene[ns]?|geeignete[ns]?) schutzniveau|appropriate level of (security|protection)|dem risiko|to the risk",
        ),
        binds="processor",
    ),
    own(
        "P04",
        "processing",
        cite(GDPR, "28(2), 28(3)(d)"),
        N_("the authorisation of sub-processors, with notice of changes and objection"),
        rf"{_OTHERS}|\beinspruchsrecht",
        need(
            N_("an authorisation, or a ban"),
            r"genehmig|zustimm|stimmt .{0,160}\bzu\b|zulässig|einwillig|authori[sz]|consent|approv|untersag|nicht (ein|beauftrag)|not engage"
            r"|prohibit|(may|is permitted to|is entitled to) (engage|use|appoint)",
            "section",
        ),
        need(
            N_("notice of changes with objection, or authorisation one by one"),
            r"widersp|einspruch|object|(vorherige|gesonderte|schriftliche)[rn]? .{0,30}(genehmig|zustimm)|prior (specific|written)"
            r"|(nur|vorher|vorab) .{0,80}(zugestimmt|zustimmung|genehmigung|genehmigt)"
            r"|specific authori|untersag|prohibit",
            "section",
        ),
        against=(
            r"nach (eigenem|freiem) ermessen|ohne (vorherige |weitere )?(zustimmung|genehmigung)"
            r"|(einspruch|widerspruch)\w{0,8}\b[^.;]{0,60}(ausgeschlossen|besteht nicht|steht .{0,30} nicht zu)|\bkein (einspruch|widerspruch)|no right to object|(not|no)[^.;]{0,30}\bobject to"
            r"|keine[r]? (vorherigen? )?(zustimmung|genehmigung)|(zustimmung|genehmigung) .{0,60}(bedarf es nicht|nicht erforderlich)"
            r"|at its (own |sole )?discretion|without (the )?(prior |written )?(consent|approval|authori[sz]ation)|no (prior )?consent"
            r"|(kunde|auftraggeber|verantwortliche)\w* .{0,30}informiert sich|(customer|controller|client) .{0,60}(responsible for|shall|will|must) .{0,20}(check|review|monitor)"
        ),
        denied=False,
    ),
    of_part(
        "P05.flow-down",
        "processing",
        _OTHERS,
        need(
            N_("the same duties"),
            r"(dieselben|die gleichen|gleiche|entsprechende[n]?|vergleichbare[n]?) .{0,60}(pflicht|vertrag|regelung)"
            r"|(same|equivalent|no less) .{0,60}(obligation|duties|protect|terms)"
            r"|(obligations|duties|terms|protection) .{0,40}((not?|no) less|equivalent|(substantially|materially) (similar|the same))"
            r"|(substantially|materially) (similar|the same|equivalent) .{0,40}(obligations|duties|terms|protection)"
            r"|pflichten .{0,100}(übertrag|auferleg|weiterzugeb|weitergib|weitergeb)|28 abs\.? ?2 ?[-–] ?4|28 ?\(2\) ?(to|-|–) ?\(4\)|art(ikel|\.|icle)?[ns]? ?28 ?(abs\.? ?|\()4",
        ),
        denied=False,
        binds="processor",
    ),
    of_part(
        "P05.liability",
        "processing",
        _OTHERS,
        need(
            N_("liability for them"),
            r"haftet|haftbar|einzustehen|wie für eigen|verantwortlich für|liable|responsible for",
        ),
        against=r"haftet nicht|keine haftung|haftung\b[^.;]{0,120}(?<!nicht )\bausgeschlossen|liability\b[^.;]{0,120}(?<!not )\bexcluded|nicht (haftbar|verantwortlich)|\bnot (be )?(liable|responsible)|\bno liability",
        binds="processor",
    ),
    of_part(
        "P06.rights",
        "processing",
        r"betroffene[rn]?\b|data subject|kapitel iii|chapter iii",
        need(N_("assistance"), r"unterstütz|hilf|mitwirk|assist|help|cooperat|support"),
        need(N_("requests and rights"), r"antr[aä]g|anfrage|ersuchen|\brechte|request|\brights", "sentence"),
        binds="processor",
        see=("F11",),
    ),
    of_part(
        "P07.security",
        "processing",
        rf"{_ALL_HELP}|sicherheit der verarbeitung|security of processing|\bsecurity\b",
        _HELP,
        binds="processor",
    ),
    of_part(
        "P07.breaches", "processing", rf"{_ALL_HELP}|{_BREACH}|art(ikel|\.|icle)?[ns]? ?34", _HELP, binds="processor"
    ),
    of_part(
        "P07.assessment",
        "processing",
        rf"{_ALL_HELP}|folgenabschätzung|impact assessment|\bdpia\b|vorherige[rn]? konsultation|prior consultation"
        r"|art(ikel|\.|icle)?[ns]? ?3[56]",
        _HELP,
        against=_NO_HELP,
        binds="processor",
        see=("F11",),
    ),
    of_part(
        "P08.choice",
        "processing",
        _ERASE,
        need(N_("the end of the services"), _END),
        need(
            N_("the controller’s choice"),
            r"nach wahl|\bwahl de[sr]|wahlweise|auf verlangen .{0,60}\bentweder\b|entweder .{0,80}\boder\b|at the choice|(choice|option|election) of|(controller|customer)'s (choice|option)",
        ),
        against=_AT_WILL,
        binds="processor",
    ),
    of_part(
        "P08.storage",
        "processing",
        r"aufbewahr|gespeichert|speicherung|speichern (muss|müssen)|zu speichern|storage|must store|\bbe stored\b|stored (by|under)|retain|retention",
        need(N_("a duty by law"), r"gesetz|rechtlich|recht der|unionsrecht|mitgliedstaat|\blaw\b|legal"),
        need(N_("as an exception from deletion"), rf"{_ERASE}|ausgenommen|excepted", "section"),
        against=_AT_WILL,
        binds="processor",
    ),
    of_part(
        "P09.information",
        "processing",
        r"nachweis|nachzuweisen|auskünfte|informationen|demonstrat|evidence|information (that is |which is )?(necessary|required)"
        r"|(necessary|required|all|relevant) information",
        need(
            N_("all information that is needed"),
            r"all(e|en|er)? .{0,40}(informationen|nachweise|angaben|auskünfte)|erforderliche[n]? (informationen|nachweise|angaben|auskünfte)"
            r"|all (the )?information|information (that is |which is )?(necessary|required)",
            "sentence",
        ),
        binds="processor",
    ),
    of_part(
        "P09.audits",
        "processing",
        r"\baudit|inspektion|überprüfung|kontrollrecht|kontrollen|vor-ort|vor ort|inspection",
        need(
            N_("that they are allowed"),
            r"ermöglich|duld|berechtigt|das recht|gestatt|beitrag|beiträg|allow|permit|entitl|right to|contribut|may (carry|conduct|audit|inspect)",
        ),
        against=(
            r"(satisf|fulfil|discharg)\w* .{0,40}(audit|inspection)|kein recht|nicht berechtigt|no right|not entitled|besteht nicht|ausgeschlossen|excluded|anstelle|instead of"
            r"|in lieu of|verzicht|waive|beschränkt sich|((audit|inspection)s? ?(rights?)?|requests?) .{0,80}(satisfied|fulfilled|exhausted|discharged)"
            r"|(kontroll|audit|prüfungs)rechte? .{0,80}(erfüllt|abgegolten|ausgeübt durch)"
        ),
        binds="processor",
    ),
    of_part(
        "P10.warning",
        "processing",
        rf"({_TELLS}){_ONE_SENTENCE}(weisung|instruction)|(weisung|instruction){_ONE_SENTENCE}({_TELLS})"
        r"|\b(prüf|überprüf|beurteil|assess|review|check|monitor)\w*[^.;]{0,80}(weisung|instruction)[^.;]{0,60}(verst(ö|o)(ß|ss)|rechtswidrig|rechtmäßig|infring|violat|unlawful|lawful|compl)",
        need(
            N_("instructions that infringe the law"),
            r"verst(ö|o)(ß|ss)|rechtswidrig|infring|violat|unlawful|breach(es)? (of )?(the )?(gdpr|law|data)",
            "sentence",
        ),
        binds="processor",
    ),
    of_part(
        "P12.guarantees",
        "processing",
        r"(?<!keine )hinreichende[n]? garantien(?! für geeignete)|(?<!no longer offers )sufficient guarantees(?! for)|zertifi|certif|iso/?iec|iso ?27001|\bsoc ?[12]\b|isae ?3402|idw ps|\bc5\b|verhaltensregeln|codes? of conduct",
        need(
            N_("evidence of them"),
            r"beleg|nachweis|weist .{0,160}\bnach\b|verfügt|(ist|sind) .{0,60}zertifiziert|bietet|vorleg|legt .{0,80}\bvor\b|stellt|verfügung|provid|evidence|demonstrat"
            r"|\bholds?\b|maintain|make available|makes available|shows|offers",
            "sentence",
        ),
        need(
            N_("the assurance of sufficient guarantees"),
            r"(?<!keine )hinreichende[n]? garantien|(?<!no longer offers )sufficient guarantees|28 ?(abs\. ?1|\(1\))|art(ikel|\.|icle)?[ns]? ?4[02]\b|verhaltensregeln|codes? of conduct",
            "section",
        ),
        binds="processor",
    ),
    of_part(
        "P13.own-purposes",
        "processing",
        r"(?<!eingaben für )eigene[nr]? zweck|(?<!input for its )own purposes|(zu |für )?(keine[nm] )?andere[nrm]? zweck|(any |no )?other purpose|business purposes"
        r"|weiterentwicklung|produktverbesserung|improve( and \w+)? (its|the|our) (products?|services?)",
        need(
            N_("a ban"),
            r"\bnicht\b|\bkein|ausschließlich|untersag|\bnot\b|\bno\b|\bonly\b|solely|prohibit",
            "sentence",
        ),
        against=(
            r"(berechtigt|darf|dürfen|may|entitled to)(?!.{0,40}\b(nicht|not|kein)).{0,200}"
            r"(eigene[nr]? zweck|own purposes|business purposes|weiterentwicklung|produktverbesserung|improve (its|the|our) (products?|services?))"
            r"|\bnothing\b[^.;]{0,60}\b(prevents?|restricts?|prohibits?|limits?)\b[^.;]{0,200}(own purposes|business purposes|improve( and \w+)? (its|the|our) (products?|services?))"
        ),
        denied=False,
        by_heading=False,
        binds="processor",
        ban=True,
    ),
    of_part(
        "P13.models",
        "processing",
        r"künstliche[rn]? intelligenz|\bki\b|\bki-|\bai\b|artificial intelligence|machine learning|maschinelle[sn]? lernen|trainier"
        r"|training (of|von|sein|ihr|eigen|der|des)|\btrain\b|algorithm",
        need(
            N_("a ban, or instructions"),
            r"\bnicht\b|\bkein|\bnur\b|untersag|weisung|\bnot\b|\bno\b|\bonly\b|prohibit|instruction",
            "sentence",
        ),
        against=r"(berechtigt|darf|may|entitled to|right to)(?!.{0,40}\b(nicht|not|kein)).{0,200}(train|modell|model|algorithm)",
        denied=False,
        binds="processor",
        ban=True,
    ),
    of_part(
        "G14.breach",
        "processing",
        _BREACH,
        need(N_("notice to the controller"), _TELLS, "sentence"),
        need(
            N_("without undue delay"),
            r"unverzüglich|undue delay|ohne (schuldhaftes zögern|unangemessene verzögerung)|immediately|promptly"
            r"|(innerhalb|binnen|within) .{0,12}(12|24|36|48|twenty-four|vierundzwanzig) ?(stunden|hours)",
            "sentence",
        ),
        binds="processor",
    ),
)

_WHO = need(
    N_("who is in charge of it"),
    r"\b(ist|sind|bleib\w*) .{0,60}verantwortlich\b|zuständig|übernimmt|obliegt|erfüllt|\bgibt\b|is given by|responsible|in charge"
    r"|shall (provide|inform|handle|answer)",
)

JOINT: tuple[Requirement, ...] = (
    of_part(
        "J01.notices",
        "joint",
        r"art(ikel|\.|icle)?[ns]? ?1[34]|informationspflicht|datenschutzhinweis|information (duties|obligations)|privacy notice",
        _WHO,
        by_heading=False,
    ),
    of_part(
        "J01.rights",
        "joint",
        r"rechte (der )?betroffene|betroffenenrecht|art(ikel|\.|icle)?[ns]? ?15|data subjects?('s?)? (rights|requests)"
        r"|rights of (the )?data subjects",
        need(
            N_("who is in charge of it"),
            r"verantwortlich\b|zuständig\b|übernimmt|obliegt|erfüllt|bearbeitet|erteilt|beantwortet|in charge of|responsible for|shall (provide|inform|handle|answer)",
        ),
    ),
    of_part(
        "J02.topics",
        "joint",
        r"zuständigkeit|aufgabenverteilung|verarbeitungsabschnitt|phase|wirkbereich|allocation|responsibilit",
        need(
            N_("security, breaches or assessments"),
            r"art(ikel|\.|icle)?[ns]? ?3[2-6]|sicherheit|verletzung|folgenabsch|security|breach|assessment",
            "section",
        ),
    ),
    of_part(
        "J03.essence",
        "joint",
        r"das wesentliche|wesentliche[rn]? inhalt|26 ?(abs\. ?2|\(2\))|essence",
        need(N_("how people get it"), r"verfügung|veröffentlich|bereitge|zugänglich|available|publish|provid"),
    ),
    of_part("J04.contact", "joint", r"anlaufstelle|contact point|point of contact|gemeinsame[rn]? ansprech"),
    of_part(
        "J05.rights",
        "joint",
        r"(bei und )?gegenüber (jede[mr]|allen|beiden|einzelnen)|against (each|either|both)",
        denied=False,
    ),
)
