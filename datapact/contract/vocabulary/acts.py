"""The acts and guidelines that the rules cite: names in both languages, address, version, first day.

A new version of an act changes one line here; rules whose content moves get a second ``Rule`` with its
own validity. EU acts are addressed by their ELI, German law at gesetze-im-internet.de.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

# Regulation (EU) 2024/1689, Art. 111 and 113, as amended by Regulation (EU) 2026/1744 (in force on 27 July 2026).
GDPR_IN_FORCE = date(2016, 5, 24)  # Art. 99(1): from then on documents under it could be made
PRIVACY_FRAMEWORK_DECIDED = date(2023, 7, 10)  # Implementing Decision (EU) 2023/1795
STANDARD_CLAUSES_DECIDED = date(2021, 6, 4)  # Decisions (EU) 2021/914 and 2021/915
AI_ACT_IN_FORCE = date(2024, 8, 1)  # Art. 113
GDPR_APPLIES = date(2018, 5, 25)  # Art. 99(2)
HIGH_RISK_ANNEX_III = date(2027, 12, 2)
HIGH_RISK_ANNEX_I = date(2028, 8, 2)
GENERAL_PURPOSE_MODELS = date(2025, 8, 2)
OLDER_GENERAL_PURPOSE_MODELS = date(2027, 8, 2)  # those on the market before 2 August 2025, Art. 111(3)
PROHIBITED_PRACTICES = date(2025, 2, 2)
INTIMATE_IMAGES = date(2026, 12, 2)  # Art. 5(1)(ba) and (bb)
BIAS_CORRECTION = date(2026, 7, 27)  # Art. 4a, in the place of Art. 10(5)
AI_TRANSPARENCY = date(2026, 8, 2)  # Art. 50


@dataclass(frozen=True, slots=True)
class Act:
    """A source of rules.

    ``sign`` stands before its provisions; ``applies_from`` is None where no day is known; the points of the
    article ``definitions`` are numbers (Art. 4 Nr. 7), not paragraphs; ``guidance``: an authority
    says in it how it reads the law, which binds nobody as the law does.
    """

    en: str
    """Short name in English."""
    de: str
    """Short name in German."""
    url: str
    """Address on the web, of EU acts their ELI; empty for the law of the Länder."""
    version: str
    """Which version is meant, in English."""
    sign: Literal["Art.", "§", ""] = ""
    applies_from: date | None = None
    definitions: str = ""
    guidance: bool = False


def _eli(path: str) -> str:
    return f"http://data.europa.eu/eli/{path}/oj"


def _german(path: str) -> str:
    return f"https://www.gesetze-im-internet.de/{path}"


GDPR = Act(
    "GDPR",
    "DSGVO",
    _eli("reg/2016/679"),
    "Regulation (EU) 2016/679, CELEX 32016R0679, OJ L 119, 4.5.2016",
    "Art.",
    GDPR_APPLIES,
    "4",
)
AI_ACT = Act(
    "AI Act",
    "KI-VO",
    _eli("reg/2024/1689"),
    "Regulation (EU) 2024/1689, CELEX 32024R1689, OJ L 2024/1689, 12.7.2024; "
    "as amended by Regulation (EU) 2026/1744, CELEX 32026R1744, OJ L 2026/1744, 24.7.2026",
    "Art.",
    AI_ACT_IN_FORCE,
)
NIS2 = Act(
    "NIS 2 Directive",
    "NIS-2-Richtlinie",
    _eli("dir/2022/2555"),
    "Directive (EU) 2022/2555, CELEX 32022L2555, OJ L 333, 27.12.2022",
    "Art.",
    date(2024, 10, 18),
)
BSIG = Act(
    "BSIG",
    "BSIG",
    _german("bsig_2025"),
    "Act on the Federal Office for Information Security of 2 December 2025, BGBl. 2025 I no. 301",
    "§",
    date(2025, 12, 6),
)
SCC_PROCESSORS = Act(
    "Decision (EU) 2021/915",
    "Durchführungsbeschluss (EU) 2021/915",
    _eli("dec_impl/2021/915"),
    "CELEX 32021D0915, OJ L 199, 7.6.2021, p. 18",
    "",
    date(2021, 6, 27),
)
SCC_TRANSFERS = Act(
    "SCC (Decision (EU) 2021/914)",
    "SCC (Durchführungsbeschluss (EU) 2021/914)",
    _eli("dec_impl/2021/914"),
    "CELEX 32021D0914, OJ L 199, 7.6.2021, p. 31",
    "",
    date(2021, 6, 27),
)
EDPB_CONTROLLERS = Act(
    "EDPB Guidelines 07/2020",
    "EDSA-Leitlinien 07/2020",
    "https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/"
    "guidelines-072020-concepts-controller-and-processor-gdpr_en",
    "version 2.1, adopted on 7.7.2021",
    "",
    date(2021, 7, 7),
    guidance=True,
)
EDPB_BREACH = Act(
    "EDPB Guidelines 9/2022",
    "EDSA-Leitlinien 9/2022",
    "https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/"
    "guidelines-92022-personal-data-breach-notification-under_en",
    "version 2.0, adopted on 28.3.2023",
    "",
    date(2023, 3, 28),
    guidance=True,
)
EDPB_MODELS = Act(
    "EDPB Opinion 28/2024",
    "EDSA-Stellungnahme 28/2024",
    "https://www.edpb.europa.eu/our-work-tools/our-documents/opinion-board-art-64/"
    "opinion-282024-certain-data-protection-aspects_en",
    "adopted on 17.12.2024",
    "",
    date(2024, 12, 17),
    guidance=True,
)
EDPB_CONSENT = Act(
    "EDPB Guidelines 05/2020",
    "EDSA-Leitlinien 05/2020",
    "https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/guidelines-052020-consent-under-regulation-2016679_en",
    "version 1.1, adopted on 4.5.2020",
    "",
    date(2020, 5, 4),
    guidance=True,
)
EDPB_PROCESSORS = Act(
    "EDPB Opinion 22/2024",
    "EDSA-Stellungnahme 22/2024",
    "https://www.edpb.europa.eu/our-work-tools/our-documents/opinion-board-art-64/"
    "opinion-222024-certain-obligations-following_en",
    "adopted on 7.10.2024",
    "",
    date(2024, 10, 7),
    guidance=True,
)
EDPB_TRANSFERS = Act(
    "EDPB Guidelines 05/2021",
    "EDSA-Leitlinien 05/2021",
    "https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/"
    "guidelines-052021-interplay-between-application-article-3-and_en",
    "version 2.0, adopted on 14.2.2023",
    "",
    date(2023, 2, 14),
    guidance=True,
)
DATA_ACT = Act(
    "Data Act",
    "Data Act",
    _eli("reg/2023/2854"),
    "Regulation (EU) 2023/2854, CELEX 32023R2854, OJ L 2023/2854, 22.12.2023",
    "Art.",
    date(2025, 9, 12),
    "2",
)
CJEU_TRANSFERS = Act(
    "CJEU C-311/18",
    "EuGH C-311/18",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62018CJ0311",
    "CELEX 62018CJ0311, judgment of 16.7.2020",
)
UK_GDPR = Act(
    "UK GDPR",
    "UK GDPR",
    "https://www.legislation.gov.uk/eur/2016/679",
    "as known in November 2026",
    "Art.",
    date(2021, 1, 1),
)
UK_DPA = Act(
    "Data Protection Act 2018 (UK)",
    "Data Protection Act 2018 (UK)",
    "https://www.legislation.gov.uk/ukpga/2018/12",
    "as known in November 2026",
)
COMMISSION_MODELS = Act(
    "Commission guidelines on general-purpose AI models",
    "Leitlinien der Kommission zu KI-Modellen mit allgemeinem Verwendungszweck",
    "https://digital-strategy.ec.europa.eu/en/policies/guidelines-gpai-providers",
    "July 2025",
    "",
    GENERAL_PURPOSE_MODELS,
    guidance=True,
)
ICO_CODE = Act(
    "ICO Data Sharing Code of Practice",
    "ICO Data Sharing Code of Practice",
    "https://ico.org.uk/for-organisations/uk-gdpr-guidance-and-resources/data-sharing/data-sharing-a-code-of-practice/",
    "in force since 5.10.2021",
    "",
    date(2021, 10, 5),
)
DFG_CODE = Act(
    "DFG Code of Conduct",
    "DFG-Kodex",
    "https://wissenschaftliche-integritaet.de/kodex/archivierung/",
    "Guidelines for Safeguarding Good Research Practice",
    "",
    date(2019, 8, 1),
)
CJEU_EMPLOYEES = Act(
    "CJEU C-34/21",
    "EuGH C-34/21",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62021CJ0034",
    "CELEX 62021CJ0034, judgment of 30.3.2023",
)

CJEU_PSEUDONYMS = Act(
    "CJEU C-413/23 P",
    "EuGH C-413/23 P",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62023CJ0413",
    "CELEX 62023CJ0413, judgment of 4.9.2025",
)
CJEU_WORKS_AGREEMENTS = Act(
    "CJEU C-65/23",
    "EuGH C-65/23",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62023CJ0065",
    "CELEX 62023CJ0065, judgment of 19.12.2024",
)
CJEU_SCORING = Act(
    "CJEU C-634/21",
    "EuGH C-634/21",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62021CJ0634",
    "CELEX 62021CJ0634, judgment of 7.12.2023",
)
DSK_LIST = Act(
    "list of the German supervisory authorities under Art. 35(4) GDPR",
    "Liste der Datenschutzkonferenz nach Art. 35 Abs. 4 DSGVO",
    "https://www.datenschutzkonferenz-online.de/",
    "version 1.1, 17.10.2018",
    "",
    date(2018, 10, 17),
)

_CURRENT = "as known in November 2026"

ZPO = Act("ZPO", "ZPO", _german("zpo/"), _CURRENT, "§")
VWVFG = Act("VwVfG", "VwVfG", _german("vwvfg/"), _CURRENT, "§")
BPERSVG = Act("BPersVG", "BPersVG", _german("bpersvg_2021/"), _CURRENT, "§")

BGB = Act("BGB", "BGB", _german("bgb/"), _CURRENT, "§")
HGB = Act("HGB", "HGB", _german("hgb/"), _CURRENT, "§")
GMBHG = Act("GmbHG", "GmbHG", _german("gmbhg/"), _CURRENT, "§")
AKTG = Act("AktG", "AktG", _german("aktg/"), _CURRENT, "§")
BDSG = Act("BDSG", "BDSG", _german("bdsg_2018/"), _CURRENT, "§", date(2018, 5, 25))
BETRVG = Act("BetrVG", "BetrVG", _german("betrvg/"), _CURRENT, "§")
TDDDG = Act("TDDDG", "TDDDG", _german("ttdsg/"), f"{_CURRENT}; called TTDSG until 13.5.2024", "§", date(2021, 12, 1))
IFG = Act("IFG", "IFG", _german("ifg/"), _CURRENT, "§")
UIG = Act("UIG", "UIG", _german("uig_2005/"), _CURRENT, "§")
GEMO_BW = Act("GemO BW", "GemO BW", "https://www.landesrecht-bw.de/", _CURRENT, "§")
GO_NRW = Act("GO NRW", "GO NRW", "https://recht.nrw.de/", _CURRENT, "§")
LAND_LAW = Act("law of the Land", "Landesrecht", "", _CURRENT)
PRACTICE = Act("contract practice", "Vertragspraxis", "", _CURRENT)
DATA_GOVERNANCE = Act(
    "Data Governance Act",
    "Data Governance Act",
    _eli("reg/2022/868"),
    "Regulation (EU) 2022/868, CELEX 32022R0868, OJ L 152, 3.6.2022, p. 1",
    "Art.",
    date(2023, 9, 24),
    "2",
)
HEALTH_DATA_SPACE = Act(
    "EHDS Regulation",
    "EHDS-Verordnung",
    _eli("reg/2025/327"),
    "Regulation (EU) 2025/327, CELEX 32025R0327, OJ L 2025/327, 5.3.2025",
    "Art.",
    date(2029, 3, 26),
)
STATE_AID = Act(
    "Framework for State aid for research and development and innovation",
    "Unionsrahmen für staatliche Beihilfen zur Förderung von Forschung, Entwicklung und Innovation",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:52022XC1028(03)",
    "CELEX 52022XC1028(03), OJ C 414, 28.10.2022, p. 1",
    "",
    date(2022, 10, 19),
)
TFEU = Act(
    "TFEU",
    "AEUV",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:12016E107",
    "CELEX 12016E107",
    "Art.",
)
DATABASES = Act(
    "Directive 96/9/EC",
    "Richtlinie 96/9/EG",
    _eli("dir/1996/9"),
    "CELEX 31996L0009, OJ L 77, 27.3.1996, p. 20",
    "Art.",
)
DNG = Act("DNG", "DNG", _german("dng/"), _CURRENT, "§", date(2021, 7, 23))
GDNG = Act("GDNG", "GDNG", _german("gdng/"), _CURRENT, "§", date(2024, 3, 26))
GENDG = Act("GenDG", "GenDG", _german("gendg/"), _CURRENT, "§", date(2010, 2, 1))
STGB = Act("StGB", "StGB", _german("stgb/"), _CURRENT, "§")
SGB_I = Act("SGB I", "SGB I", _german("sgb_1/"), _CURRENT, "§")
SGB_V = Act("SGB V", "SGB V", _german("sgb_5/"), _CURRENT, "§")
SGB_X = Act("SGB X", "SGB X", _german("sgb_10/"), _CURRENT, "§")
AO = Act("AO", "AO", _german("ao_1977/"), _CURRENT, "§")
BSTATG = Act("BStatG", "BStatG", _german("bstatg_1987/"), _CURRENT, "§")
GESCHGEHG = Act("GeschGehG", "GeschGehG", _german("geschgehg/"), _CURRENT, "§", date(2019, 4, 26))
GWB = Act("GWB", "GWB", _german("gwb/"), _CURRENT, "§")
WHISTLEBLOWERS = Act("HinSchG", "HinSchG", _german("hinschg/"), _CURRENT, "§", date(2023, 7, 2))
URHG = Act("UrhG", "UrhG", _german("urhg/"), _CURRENT, "§")
