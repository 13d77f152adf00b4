"""By which words a reader should stop: what is conspicuous in a contract, and what clears it."""

from __future__ import annotations

from datapact.base.texts import N_
from datapact.contract.vocabulary.acts import BGB, GDPR, GESCHGEHG, HGB, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.paper.judge.requirement import NO_PROVISION, Requirement, Saved, own, sign

_NEAR = r"(the )?((federal republic of )?german|(european )?union\b|eu\b|länder\b|member states?\b)|(a|any|each|that) (member state|land\b)"
"""Germany, the European Union, and what their law leaves to the states of either."""
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
        rf"^{NO_PROVISION}[^.;]{{0,120}}{_MANDATORY}|"
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

_ONE_ROLE = (
    r"(nachfolgend|nachstehend|im folgenden|fortan|hereinafter)\W{0,3}(auch |kurz |gemeinsam |als |the |referred to as |called |jeweils )*[„“\"»'](die |der |the )?"
    r"(empfänger|empfangende (partei|vertragspartei)|informationsempfänger|verpflichtete\w?|geheimhaltungsverpflichtete\w?|recipient|receiving party|informationsgeber|offenlegende partei"
    r"|offenleger|informationsinhaber|discloser|disclosing party|obligor)\w{0,2}[“”\"«']"
    r"|\((the |hereinafter )?[“\"](recipient|receiving party|discloser|disclosing party)[”\"]\)"
)
"""A named company as the one who gets or gives what is confidential, which makes a paper one-sided."""

_ALSO_UNMARKED = (
    r"(\b(oder|or|and|und|sowie)\b[^.;]{0,120}(umstände|\bnatur\b|\bart\b|ihrem (inhalt|wesen)|erkennbar|ersichtlich|ergibt|offensichtlich|verständig|reasonabl|nature|circumstances|apparent|evident|understood)"
    r"|\b(ob|whether|regardless|irrespective|unabhängig|gleichgültig|ungeachtet|even (if|where)|auch (wenn|ohne)|selbst (wenn|ohne)|insbesondere|namentlich|einschließlich|jedenfalls|including|in particular|such as)\b"
    r"|ohne (dass|kennzeichnung|besondere)|(nicht|not) (nur|only|allein|solely)|(keiner?|no) (besonderen? )?(kennzeichnung|markierung|marking|legend)|(need not|nicht erforderlich|not (be )?(required|necessary)))"
)
"""Words by which more is secret than what is marked."""
_MARKED = r"((als|mit)\b[^.;]{0,40}(vertraulich|geheim|confidential)[^.;]{0,40}(gekennzeichnet|bezeichnet|markiert|benannt|deklariert|versehen|eingestuft)|(marked|label{1,2}ed|designated|legended|stamped|classified)\b[^.;]{0,60}(confidential|proprietary|secret))"

_AFFILIATES = (
    r"(verbundene\w* (unternehmen|gesellschaft\w*)|konzern(gesellschaft|unternehmen|intern|weit|verbund)\w*|\bkonzerne?s?n?\b|(tochter|schwester|mutter|gruppen)(gesellschaft|unternehmen)\w*|unternehmen (ihrer|seiner|der) (unternehmens)?gruppe"
    r"|\baffiliat\w+|\bsubsidiar\w+|\b(group|parent|sister|associated|related) (compan|entit|undertaking)\w+|(members?|companies) of (its|the|their) group)"
)
_LETS = r"\b(darf|dürfen|kann|können|berechtigt|befugt|zulässig|gestattet|erlaubt|steht|may|can|entitled|permitted|allowed|free to|right to)\b"
_GIVES = (
    r"(weiter(ge|zu|leit|reich|gab)|gibt|geben|übermitt|offen(leg|zuleg|gelegt|bar)|zugänglich|überl(ass|äss)|mitteil|mitzuteil|teilen|bereitstell|bereitzustell|verfügung|zugriff|zugang|nutz|verwend"
    r"|disclos|\bshar\w+|transfer|provide|available|\bpass|\buse|access)"
)
_NO_THIRD_PARTY = (
    r"\b(gelten|gilt|sind|ist|are|is|shall|be)\b[^.;]{0,30}\b(nicht|keine|not|no)\b[^.;]{0,24}(dritte|third part)"
)
_PLAIN = r"(?:(?!\b(?:nicht|kein\w{0,2}|not|no|weder|neither|ausschließlich intern)\b)[^.;])"
"""What may stand between a permission and what it permits: no denial."""

FLAGS: tuple[Requirement, ...] = (
    own(
        "F01",
        "flags",
        cite(BGB, "276(3), 307(1), 309 no. 7, 310(1)"),
        N_("liability excluded or limited even for intent or gross negligence"),
        r"^(?=.*(haftung|\bhaft(et|en|bar)|liab))"
        r"(?=.*(ausgeschlossen|ausschluss|beschränkt|begrenzt|excluded|limited|haftet nicht|not (be )?liable|(neither|no) (party|side)[^.;]{0,30}\bliable))"
        r".*(vorsatz|vorsätz|grob|intent|wilful|willful|gross)"
        r"|(haftung|liabilit|\bhaftet).{0,80}(gleich aus|aus welchem rechtsgrund|whatsoever|of any kind|whether in contract).{0,120}(begrenzt|beschränkt|limited|exceed)"
        r"|\bliabilit.{0,60}(in excess of|exceed).{0,60}(gross|wil+ful|intent)"
        r"|\bhaftet[^.;]{0,40}\b(nur|lediglich|ausschließlich) (bei|für|wegen) vorsatz(?![^.;]{0,60}(grob|fahrlässig))"
        r"|\bliable (only|solely) for (wil+ful|intent)[^.;]{0,20}(?![^.;]{0,60}(gross|negligen))"
        r"|(foregoing|limitations?|exclusions?|beschränkung|begrenzung|ausschluss).{0,120}(including|even in|einschließlich|auch (bei|für)).{0,40}"
        r"(gross negligence|wilful|willful|intent|grobe[rn]? fahrlässigkeit|vorsatz)"
        # a sentence that widens the one before it
        r"|^\W*(\(?\w{1,3}[).]\W*)?(dies|das|diese (begrenzung|beschränkung|regelung)|this|the same)( (limit|limitation|exclusion))?"
        r" (gilt|applies|also applies|shall( also)? apply)( auch| ebenso| also| equally)?\b[^;]{0,120}(grobe[rn]? fahrlässigkeit|vorsatz|gross negligence|wil+ful)",
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
        deniable=True,
    ),
    own(
        "F03",
        "flags",
        cite(BGB, "307(1)"),
        N_("a cap on liability"),
        r"(haftung|haftet|haften|liabilit).{0,160}((begrenzt|beschränkt|limited to|exceed|in excess of|höchstens|maximal|capped)"
        r".{0,60}(\d|eur|€|usd|vergütung|entgelt|fee)|(\d|euro?|€|vergütung|entgelt)\w{0,2} .{0,60}(begrenzt|beschränkt)(?![^.;]{0,40}\bnicht\b))",
        flag=True,
        deniable=True,
    ),
    own(
        "F04",
        "flags",
        cite(BGB, "339, 307(1)", HGB, "348"),
        N_("a contractual penalty"),
        r"^(?!.*\b(keine|no) (contractual )?(vertragsstrafe|konventionalstrafe|pönale|penalt|liquidated damages))"
        r".*(vertragsstrafe|konventionalstrafe|pönale|pauschalierte[nrms]? schadensersatz|schadenspauschale|contractual penalt|liquidated damages|\bpenalty\b)",
        flag=True,
        deniable=True,
    ),
    own(
        "F05",
        "flags",
        cite(BGB, "307(1)", PRACTICE),
        N_("a duty to indemnify"),
        r"stellt .{0,120}\bfrei\b|freistell|freizustellen|indemnif|hold harmless",
        flag=True,
        deniable=True,
    ),
    own(
        "F06",
        "flags",
        cite(BGB, "307(1), 308 no. 4"),
        N_("a right of one side alone to change the contract"),
        # not both together; that both are told, or that one may leave, does not bind the other
        r"^(?!.*(\b(die|beide|keine|der|both|the|no|neither)[^,;:]{0,12}part(ei|eien|y|ies)\b[^,;:]{0,40}\b(können|dürfen|kann|darf|may|can|berechtigt|entitled|reserve)"
        r"|(schutzniveau|sicherheitsniveau|level of (security|protection))[^.;]{0,80}(nicht|nie|not|no)\b[^.;]{0,40}(unterschr|verringer|gesenkt|absenk|reduc|lower|diminish|degrad|decreas)"
        r"|(nicht|not|no)\b[^.;]{0,60}(unterschr|verringer|absenk|reduc|lower|diminish|degrad|decreas)\w*[^.;]{0,60}(schutzniveau|sicherheitsniveau|level of|security|protection)"
        r"|\b(können|dürfen|kann|darf|berechtigt) (die|beide|keine)[^,;:]{0,10}partei|einvernehm|mutual|gemeinsam|beider (vertrags)?parteien|both parties"
        r"|(agreed|signed) (by|between) (both |all )?the parties|zustimmung (de[rs]|aller) (anderen )?(vertrags)?partei)).*("
        r"(berechtigt|darf|kann|behält sich|may|entitled|reserves)(?:(?!terminat).){0,120}(vertrag|vereinbarung|bedingungen|agreement|terms|conditions).{0,60}"
        r"(ändern|anpass|anzupass|amend|modify|change|update|vary)"
        r"|\b(kann|darf|berechtigt)\b.{0,40}\b(diese[nrs]?) (?!(aus)?wahl|weisung|entscheidung)[\wäöüß-]{2,40} .{0,80}(ändern|anpass|anzupass)"
        r"|\bmay be (amended|modified|changed|updated|varied) by [^.;]{0,40}\b(notice|e-?mail|posting|publi)"
        r"|\bmay\b(?:(?!terminat\w*(?! (or|and))).){0,40}\b(amend|modify|change|update|vary)\b(?:(?!choice|instruction|decision).){0,20}\b(this|these|the) (?!choice|instruction|decision)[\w-]+)",
        flag=True,
        deniable=True,
    ),
    own(
        "F07",
        "flags",
        cite(PRACTICE),
        N_("renewal without a word"),
        r"verlängert sich|automatisch verlänger|stillschweigend|automatically renew|renews? (automatically|for)|tacit",
        flag=True,
        deniable=True,
    ),
    own(
        "F08",
        "flags",
        cite(PRACTICE),
        N_("use of data for models or for purposes of their own"),
        r"(?<!whose provider )(?<!whose providers )(?<!services that )(berechtigt|darf|dürfen|\bmay\b|entitled to|right to)(?!.{0,60}\b(nicht|not|kein)).{0,160}"
        r"(trainier|training(?! content (has|have|ceases?|is)\b)|modelle|\btrain\b|machine learning|eigene[nr]? zweck|own purposes|business purposes|product improvement"
        r"|(verbesserung|weiterentwicklung) (ihrer|seiner|eigener|der) (produkt|dienst|leistung|software))"
        r"|(verwendung|nutzung|verarbeitung|\buse\b)[^.;]{0,120}(training|trainier|machine learning)[^.;]{0,80}\b(ist|sind|is|are) (zulässig|gestattet|erlaubt|permitted|allowed)"
        r"|\bnothing\b[^.;]{0,60}\b(prevents?|restricts?|prohibits?|limits?)\b[^.;]{0,60}\b(us(e|ing)|process(ing)?)\b[^.;]{0,160}(improv|train|benchmark|own purpose|analytic)"
        r"|(grants?|räumt)\b(?!.{0,60}\b(nicht|not|kein|no)\b).{0,240}(licen[cs]e|right|recht)\b.{0,160}"
        r"(\btrain\b|machine learning|(?<!right of use in )(?<!\bits )improve|aggregated data|trainier|(?<!seine )(?<!ihre )verbesser)"
        r"|\b(may|kann|darf|berechtigt|entitled to)\b(?!.{0,60}\b(nicht|not|kein)).{0,160}(improv|enhanc|develop)\w*( and \w+)? (its|their|our) (own )?(products?|services?|offerings?|technolog)",
        flag=True,
        deniable=True,
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
        deniable=True,
    ),
    own(
        "F11",
        "flags",
        cite(GDPR, "28(3)", PRACTICE),
        N_("payment for assistance or audits that the law demands"),
        r"^(?!.*(jede partei|each party|abgegolten|unentgeltlich|kostenlos|free of charge|covered by)).*"
        r"((kontroll|überprüfung|inspektion|unterstütz|mitwirkung|weisung|herausgabe|rückgabe|datenexport|audit|assistance|cooperation|instruction|return of|data export).{0,200}"
        r"(vergütung|vergüte[tn]|zu vergüten|kosten(?!los|frei)|aufwand|in rechnung|stundens[aä]tz|tagess[aä]tz|gesonderte[nrs]? beauftragung"
        r"|\bcosts?\b|\bfees?\b|charge|remunerat|\brates\b)"
        r"|\b(reimburs\w*|erstattet|pays|shall pay)\b[^.;]{0,60}(provider|processor|supplier|vendor|auftragnehmer|auftragsverarbeiter|dienstleister|anbieter)\w*('s)?\b[^.;]{0,40}(costs?\b|kosten|aufw[aä]nd|expenses)"
        r"|(vergütung|kosten|\bcosts?\b|\bfees?\b|\brates\b).{0,120}(kontroll|unterstützung|(such|reasonable) (assistance|support|cooperation)|\baudits?\b))",
        flag=True,
        deniable=True,
    ),
    own(
        "F12",
        "flags",
        cite(GDPR, "44", PRACTICE),
        N_("a place outside the European Economic Area"),
        r"\busa\b|\bu\.s\.(?!\w)|vereinigten? staaten|united states|vereinigte[sn]? königreich|united kingdom|großbritannien|\b(indien|india|china|russland|russia|türkei|turkey|serbien|serbia"
        r"|ukraine|philippin\w+|brasilien|brazil|südafrika|south africa|mexiko|mexico|singapur|singapore|vietnam|ägypten|egypt|marokko|morocco)\b",
        flag=True,
        deniable=True,
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
        r"|neither .{0,80}\b(shall|will) (have any liability|be liable for any (damage|loss|claim|liabilit))|\b(shall|will) not be liable (to .{0,40})?for any (damage|loss|claim|liabilit))",
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
        r"|(gilt|gelten|deemed|constitutes?)\b[^.;]{0,60}(genehmigt|angenommen|zustimm|anerkannt|accept|approv|consent)\w*[^.;]{0,40}\b(wenn|sofern|soweit|falls|if|unless|where)\b"
        r"[^.;]{0,120}(widerspr|äußer|schweig|reagier|object|respond|reply)"
        r"|continued (use|discussions?|performance|negotiations?|cooperation|access|receipt)\b.{0,60}(acceptance|accept|consent)|deemed (to have )?(accepted|approved|consented|agreed)",
        flag=True,
        deniable=True,
    ),
    own(
        "F15",
        "flags",
        cite(BGB, "307(1)", PRACTICE),
        N_("inventions, results or improvements that go to one side"),
        r"(ergebnisse|erfindung|results|inventions?)[^;]{0,60}\b(berechtigt|entitled)\b[^.;]{0,120}(schutzrechte?|patente?|patents?)[^.;]{0,20}(anzumelden|anmeld|apply|register|file)|(erfindung|arbeitsergebnis|ergebnisse|erkenntnis|verbesserung|weiterentwicklung|schutzrecht|invention|improvement|work product|feedback"
        r"|derivative|aggregated data).{0,200}(stehen (?!((sie|diese|es) )?(jeweils )?der(jenigen)? partei).{0,80}\bzu\b|gehen .{0,80}\büber\b|überträgt|übertragen|abzutreten|\bassigns?\b|vests? in|sole property"
        r"|exclusive property|owned by (?!(the|each|that|such) part)|(which|that) .{0,40}\bowns\b)"
        r"|\bassigns?\b[^.;]{0,160}(feedback|improvement|invention|work product|derivative)|(überträgt|tritt)\b[^.;]{0,160}(verbesserung|erfindung|arbeitsergebnis|rückmeldung)"
        r"|\bowns? (all|any|and retains)\b.{0,40}\bdata\b|(eigentümer|alleinige[rn]? inhaber)\w* .{0,60}\bdaten\b",
        flag=True,
        deniable=True,
    ),
    own(
        "F16",
        "flags",
        cite(HGB, "75f", BGB, "138, 307(1)"),
        N_("a ban on competing or on hiring the other side’s staff"),
        r"wettbewerbsverbot|abwerb|abwirb|abzuwerb|\bnicht\b[^.;]{0,40}(auf dem gebiet|im bereich|in der branche)[^.;]{0,120}\btätig|non-?circumvent"
        r"|\b(shall|will|may|must) not\b[^.;]{0,60}\b(contact|approach|deal with|do business with)\b[^.;]{0,60}\b(customers?|suppliers?|clients?)\b|(für|bei) .{0,20}wettbewerber\w* .{0,60}tätig|non-?compet|non-?solicit"
        r"|(\bnot\b|refrain).{0,60}\b(solicit|compete (with|against)|recruit|(hire|employ) .{0,30}(employee|staff|personnel))|kundenschutz"
        r"|\b(keine|nicht)\b.{0,40}(mitarbeiter|beschäftigte|arbeitnehmer).{0,60}(einstellen|eingestellt|anstellen|angestellt)",
        flag=True,
        deniable=True,
        ban=True,
    ),
    own(
        "F17",
        "flags",
        cite(BGB, "307(1), 339, 340(2)"),
        N_("a penalty without fault, for each breach without end, or beside damages"),
        r"fortsetzungszusammenhang|(anrechnung|angerechnet)[^.;]{0,80}\b(nicht|keine)\b|dauerverst(ö|o)(ß|ss)\w*[^.;]{0,80}(tag\b|erneut)"
        r"|(ohne (rücksicht auf )?(ein )?verschulden|unabhängig vo[mn] [^.;]{0,20}verschulden|verschuldensunabhängig|(regardless|irrespective) of (any )?fault)[^.;]{0,120}(vertragsstrafe|penalty|liquidated damages)|\b(keine|nicht)\b.{0,20}(anrechnung|angerechnet)"
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
        r"|(recht|nutzungsrecht|licen[cs]e|right)\b.{0,160}(beliebige[nr]? zweck|jede[nrm]? zweck|any (and all )?purposes?|all purposes)"
        r"|\b(beliebigen?|jeglichen?|jeden|allen) zwecken? [^.;]{0,40}(nutz|verwend|verwert)|\b(ist|sind) in (deren|dessen|der|ihrer|seiner) (verwendung|nutzung|verwertung)[^.;]{0,20}\bfrei\b"
        r"|\b(is|are|be|remains?) free to (use|exploit)\b(?![^.;]{0,60}(own|independent))|\buse[^.;]{0,60}for any (and all )?purposes?\b",
        flag=True,
        deniable=True,
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
        r"|except that [^.;]{0,60}\bmay assign|\bmay assign (this|these|its rights)[^.;]{0,120}(affiliate|successor|without|freely|at its discretion))",
        flag=True,
        deniable=True,
    ),
    own(
        "F21",
        "flags",
        cite(BGB, "307(1), 314", PRACTICE),
        N_("no ordinary notice of termination"),
        r"\b(kann|können|darf)\b[^.;]{0,60}\bnicht (ordentlich|vorzeitig) (ge)?kündig|\b(ordentlichen?|vorzeitigen?) kündigung[^.;]{0,80}(?<!nicht )(ausgeschlossen|nicht möglich|nicht vorgesehen|unzulässig)|\bunkündbar"
        r"|\b(may not|cannot|shall not) be terminated\b(?![^.;]{0,40}(except|other than|before|prior))|\bno right to terminate\b|without (any )?right (to terminate|of termination)|shall have no right (to terminate|of termination)",
        flag=True,
    ),
    own(
        "F22",
        "flags",
        cite(BGB, "307(1)", PRACTICE),
        N_("that one side alone is protected or bound"),
        # a role of the paper that one named company has, or information of one side that is not protected
        r"^(?!.*\b(jede|eine|einer|anderen?|jeweils|beide|each|either|other|one|both)\b[^.;]{0,20}\b(vertrags)?part(ei|eien|y|ies)\b)(?!.*\b(die partei,|the party (that|which|who|receiving|disclosing)))"
        rf"(?!.*\b(zugleich|jeweils|wechselseitig|gegenseitig|mutual|as the case may be)\b).*({_ONE_ROLE})"
        r"|verbundene unternehmen[^.;]{0,30}\b(von|der|des) (?!(einer|jeder|beider|eine[rs]?) )[^.;]{3,60}gelten nicht als dritte"
        r"|informationen,? (die|welche) (?!(eine|jede|die jeweilige|beide)\b)[^.;]{0,80}\b(überlässt|mitteilt|offenlegt|übermittelt|zugänglich macht|zur verfügung stellt)[^.;]{0,40}\b(gelten|gilt|sind|unterliegen|unterliegt|fallen|genießen) (nicht|keine)"
        r"|information[^.;]{0,30}(provided|disclosed|supplied) by (the )?(recipient|receiving party|customer|supplier|company)[^.;]{0,60}\b(is|are|shall) not[^.;]{0,30}confidential",
        flag=True,
    ),
    own(
        "F23",
        "flags",
        cite(BGB, "138, 307(1)", PRACTICE),
        N_("a duty of secrecy without end"),
        r"^(?!.*(personenbezogen|personal data))(?=.*(vertraulich|geheim|verschwiegen|pflichten|confidential|secre|obligation|duties|undertaking)).*"
        r"(zeitlich unbe(grenzt|schränkt|fristet)\w*|unbefristet\w*|für unbestimmte zeit|auf dauer|dauerhaft|ohne zeitliche (begrenzung|beschränkung)|indefinite\w*|in perpetuity|perpetual\w*|without (limit|limitation) (in|of) time|unlimited (in|period of) time)"
        r"(?![^.;]{0,120}(geschäftsgeheimnis|trade secret|solange|as long as))",
        flag=True,
        deniable=True,
    ),
    own(
        "F24",
        "flags",
        cite(BGB, "305(2), 305c(1), 307(1)", PRACTICE),
        N_("standard terms of one side that apply besides"),
        r"\b(allgemeinen? (\w+ ?)?(geschäfts|einkaufs|verkaufs|liefer|nutzungs|vertrags)?bedingungen|\bagb\b|\baeb\b|einkaufsbedingungen|verkaufsbedingungen|lieferbedingungen|(general|standard) terms( and conditions)?|terms of (service|use|purchase)|purchase terms)"
        r"[^;]{0,160}\b(gelten|gilt|finden|apply|applies|incorporated|govern)\b|\b(gelten|gilt|incorporates?)\b[^.;]{0,100}(geschäfts|einkaufs|verkaufs|liefer|nutzungs)bedingungen",
        flag=True,
        deniable=True,
    ),
    own(
        "F25",
        "flags",
        cite(GESCHGEHG, "2 no. 1", BGB, "307(1)", PRACTICE),
        N_("that only what is marked confidential is protected"),
        rf"^(?=.*(vertraulich|geheim|confiden|proprietary|secre))(?!.*{_ALSO_UNMARKED}).*("
        rf"(vertraulich|geheim|confiden|proprietary)[^.;]{{0,120}}\b(sind|ist|gelten|gilt|means?|is|are|comprises?|includes? only|umfass\w*|bezeichne[nt]|versteh\w*)\b[^.;]{{0,160}}{_MARKED}"
        rf"|(?<!weitere )(?<!sonstige )\b(nur|ausschließlich|allein|lediglich|only|solely|exclusively)\b[^.;]{{0,120}}({_MARKED}|kennzeichnung|gekennzeichnet)"
        r"|\b(nicht|un)[ -]?(als [^.;]{0,24}(vertraulich|geheim)\w*[^.;]{0,12})?(gekennzeichnet|markiert|bezeichnet)\w*[^.;]{0,80}\b(gelten|gilt|sind|ist|unterlieg\w+|fallen|fällt|genieß\w+)\b[^.;]{0,40}\b(nicht|keine?[nmr]?)\b"
        r"|\b(not|un)[ -]?(so )?(marked|label{1,2}ed|designated)\b[^.;]{0,100}\b(is|are|shall|will)\b[^.;]{0,40}\bnot\b"
        r"|\b(vertraulich|geheim)\w*[^.;]{0,40}\bsetzt\b[^.;]{0,80}(kennzeichnung|markierung)[^.;]{0,60}\bvoraus\b"
        r"|\b(vertraulich|geheim) (ist|sind),? (nur |allein )?(das, )?(was|welche)\b[^.;]{0,100}\b(kennzeichne|bezeichne|markier|gekennzeichne|markiert)"
        r"|\bmündlich\w*[^.;]{0,160}\b(nur|sofern|soweit|wenn|falls)\b[^.;]{0,160}(bestätigt|zusammengefasst|gekennzeichnet|bezeichnet|niedergelegt)"
        r"|\b(oral|orally|verbal|verbally)\b[^.;]{0,160}\b(only|if|provided|unless)\b[^.;]{0,160}(confirmed|reduced|summari[sz]ed|marked|designated|identified))",
        flag=True,
    ),
    own(
        "F26",
        "flags",
        cite(GDPR, "4 no. 10, 6(1)", PRACTICE),
        N_("data or information that may go to affiliated enterprises"),
        rf"^(?=.*(daten|information|unterlagen|kenntniss|\bdata\b|material))(?!.*(\b(nur mit|(?<!ohne )vorherige\w*|only with|(?<!without )(?<!without the )prior)\b[^.;]{{0,60}}(zustimmung|einwilligung|genehmigung|consent|approval|permission)))"
        rf"(?!.*\b(neither|no|keine[rnm]?|nobody|niemand|weder)\b[^.;,]{{0,40}}{_LETS})"
        rf".*({_LETS}{_PLAIN}{{0,160}}{_AFFILIATES}{_PLAIN}{{0,160}}{_GIVES}|{_LETS}{_PLAIN}{{0,160}}{_GIVES}{_PLAIN}{{0,160}}{_AFFILIATES}"
        rf"|{_AFFILIATES}{_PLAIN}{{0,80}}{_LETS}{_PLAIN}{{0,160}}{_GIVES}|{_GIVES}{_PLAIN}{{0,120}}{_AFFILIATES}{_PLAIN}{{0,80}}{_LETS}"
        rf"|\b(außer|ausgenommen|mit ausnahme|except|other than|save)\b[^.;]{{0,80}}{_AFFILIATES}"
        rf"|{_AFFILIATES}[^.;]{{0,80}}{_NO_THIRD_PARTY})"
        rf"|^(the )?(mit [^.;]{{0,40}})?{_AFFILIATES}[^.;]{{0,60}}{_NO_THIRD_PARTY}",
        flag=True,
    ),
)
