"""Contracts as other houses write them, with gaps on purpose, and the files that they come in: Word and PDF."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

type Paper = Sequence[str]
"""Paragraphs; a heading begins with ``#``."""

# Missing: no audits (expressly), sub-processors freely, no deletion, no warning of unlawful instructions, unlimited
# liability of one side, notice of breaches within ten working days.
PROCESSING_DE: Paper = (
    "#Vereinbarung zur Auftragsverarbeitung",
    "zwischen der Nordlicht Cloud Services GmbH, Hafenstraße 12, 24103 Kiel (nachfolgend „Auftragnehmer“) und der"
    " Muster Maschinenbau GmbH, Werkstraße 1, 70565 Stuttgart (nachfolgend „Auftraggeber“)",
    "Vertragsnummer: NCS-2026-0417",
    "#§ 1 Gegenstand und Dauer der Verarbeitung",
    "(1) Gegenstand der Verarbeitung ist der Betrieb der Plattform „Nordlicht Insights“ zur Auswertung von Betriebsdaten"
    " der Maschinen des Auftraggebers. Art und Zweck der Verarbeitung sind das Speichern und Auswerten der Daten zur"
    " vorausschauenden Wartung.",
    "(2) Verarbeitet werden Stammdaten, Nutzungsdaten und Bedienerkennungen. Betroffen sind die Beschäftigten des"
    " Auftraggebers.",
    "(3) Diese Vereinbarung beginnt am 1. Februar 2027 und endet am 31. Januar 2030. Sie kann mit einer Frist von sechs"
    " Monaten zum Monatsende gekündigt werden.",
    "#§ 2 Weisungen",
    "(1) Der Auftragnehmer verarbeitet personenbezogene Daten nur auf dokumentierte Weisung des Auftraggebers, auch in"
    " Bezug auf die Übermittlung an ein Drittland, sofern er nicht durch das Recht der Union oder der Mitgliedstaaten"
    " hierzu verpflichtet ist; in diesem Fall teilt er dem Auftraggeber diese rechtlichen Anforderungen vor der"
    " Verarbeitung mit.",
    "(2) Mehraufwand durch Weisungen vergütet der Auftraggeber nach Aufwand.",
    "#§ 3 Vertraulichkeit",
    "Der Auftragnehmer setzt nur Personen ein, die zur Vertraulichkeit verpflichtet wurden oder einer angemessenen"
    " gesetzlichen Verschwiegenheitspflicht unterliegen.",
    "#§ 4 Technische und organisatorische Maßnahmen",
    "Der Auftragnehmer trifft alle nach Art. 32 DSGVO erforderlichen technischen und organisatorischen Maßnahmen. Sie sind"
    " in Anlage 1 beschrieben. Der Auftragnehmer darf sie ändern, wenn das Schutzniveau nicht unterschritten wird.",
    "#§ 5 Unterauftragsverarbeiter",
    "Der Auftragnehmer ist berechtigt, nach eigenem Ermessen weitere Auftragsverarbeiter einzusetzen. Einer Zustimmung des"
    " Auftraggebers bedarf es nicht. Derzeit eingesetzt sind die Fjord Hosting AS, Oslo, und die Delta Support Ltd., Dublin.",
    "#§ 6 Unterstützung des Auftraggebers",
    "(1) Der Auftragnehmer unterstützt den Auftraggeber mit geeigneten technischen und organisatorischen Maßnahmen bei der"
    " Beantwortung von Anträgen betroffener Personen auf Wahrnehmung ihrer Rechte nach Kapitel III der DSGVO.",
    "(2) Der Auftragnehmer meldet dem Auftraggeber eine Verletzung des Schutzes personenbezogener Daten innerhalb von zehn"
    " Werktagen, nachdem sie ihm bekannt wurde.",
    "#§ 7 Nachweise",
    "Der Auftragnehmer stellt dem Auftraggeber auf Anfrage ein Zertifikat nach ISO/IEC 27001 zur Verfügung. Ein Recht des"
    " Auftraggebers auf Überprüfungen oder Inspektionen vor Ort besteht nicht.",
    "#§ 8 Haftung und Vertragsstrafe",
    "(1) Der Auftraggeber haftet dem Auftragnehmer unbeschränkt für alle Schäden aus einer rechtswidrigen Weisung.",
    "(2) Die Haftung des Auftragnehmers ist insgesamt auf 10.000 Euro je Vertragsjahr begrenzt.",
    "(3) Der Auftraggeber zahlt für jeden Fall einer Verletzung von § 3 eine Vertragsstrafe in Höhe von 25.000 Euro.",
    "#§ 9 Schlussbestimmungen",
    "(1) Änderungen und Ergänzungen bedürfen der Schriftform. Dies gilt auch für die Änderung dieser Klausel.",
    "(2) Es gilt das Recht der Bundesrepublik Deutschland unter Ausschluss des UN-Kaufrechts.",
    "(3) Ausschließlicher Gerichtsstand ist Kiel.",
    "Kiel, den ____________          Stuttgart, den ____________",
)

# Missing: what is excepted, reverse engineering, what the law permits (whistleblowers), end of the duties.
SECRECY_EN: Paper = (
    "#Mutual Non-Disclosure Agreement",
    "This Agreement is made between Brightwater Analytics Ltd., 4 Quay Street, Bristol (“Brightwater”) and Muster"
    " Maschinenbau GmbH, Werkstraße 1, 70565 Stuttgart (“Muster”).",
    "Contract no.: BA-NDA-2291",
    "#1. Purpose",
    "The parties wish to evaluate a joint pilot on vibration data of machine tools (the “Purpose”). Each party shall use"
    " the Confidential Information solely for the Purpose.",
    "#2. Confidential Information",
    "“Confidential Information” means all information, in whatever form, that a party discloses to the other in connection"
    " with the Purpose, including trade secrets, samples and software.",
    "#3. Protection",
    "3.1 The receiving party shall keep the Confidential Information secret and protect it by reasonable measures, in"
    " particular access restrictions and encryption.",
    "3.2 It may disclose it only to those employees and advisers who need to know it for the Purpose and who are bound by"
    " written duties of confidentiality.",
    "#4. Return",
    "Upon written request the receiving party shall return or destroy all Confidential Information within 30 days and"
    " confirm this in writing.",
    "#5. Remedies",
    "For each breach the receiving party shall pay a contractual penalty of EUR 50,000. Brightwater’s liability for"
    " damages of any kind, including intent and gross negligence, is excluded.",
    "#6. Term",
    "This Agreement commences on 1 March 2027 and ends on 28 February 2029. Either party may terminate it on three months’"
    " notice.",
    "#7. General",
    "7.1 Amendments must be made in writing.",
    "7.2 This Agreement is governed by the laws of England and Wales. The courts of London shall have exclusive"
    " jurisdiction.",
)

SECRECY_DE: Paper = (
    "#Geheimhaltungsvereinbarung",
    "zwischen der Weber Analytik GmbH, Ulm, und der Muster Maschinenbau GmbH, Stuttgart",
    "#§ 1 Zweck",
    "Die Parteien prüfen eine Zusammenarbeit bei der Auswertung von Sensordaten. Vertrauliche Informationen dürfen"
    " ausschließlich zu diesem Zweck verwendet werden.",
    "#§ 2 Vertrauliche Informationen",
    "Vertrauliche Informationen sind alle Informationen, die eine Partei der anderen offenlegt und die als vertraulich"
    " gekennzeichnet oder ihrer Natur nach vertraulich sind. Ausgenommen sind Informationen, die öffentlich bekannt sind,"
    " dem Empfänger bereits bekannt waren, ihm von Dritten rechtmäßig mitgeteilt oder von ihm unabhängig entwickelt wurden.",
    "#§ 3 Pflichten",
    "(1) Der Empfänger hält vertrauliche Informationen geheim und schützt sie durch angemessene Geheimhaltungsmaßnahmen im"
    " Sinne des § 2 Nr. 1 Buchst. b GeschGehG.",
    "(2) Er macht sie nur solchen Beschäftigten zugänglich, die sie für den Zweck benötigen und zur Geheimhaltung"
    " verpflichtet sind.",
    "(3) Das Beobachten, Untersuchen, Rückbauen oder Testen überlassener Gegenstände zur Erlangung von Geschäftsgeheimnissen"
    " ist untersagt. § 5 GeschGehG bleibt unberührt.",
    "#§ 4 Rückgabe",
    "Auf Verlangen gibt der Empfänger alle Unterlagen zurück oder vernichtet sie und bestätigt dies in Textform.",
    "#§ 5 Laufzeit",
    "Diese Vereinbarung tritt am 15.01.2027 in Kraft und gilt bis zum 14.01.2029. Die Pflichten aus § 3 gelten fünf Jahre"
    " über das Ende hinaus fort.",
    "#§ 6 Schluss",
    "Es gilt deutsches Recht. Gerichtsstand ist Ulm. Änderungen bedürfen der Textform.",
)

PROCESSING_EN: Paper = (
    "#Data Processing Agreement",
    "between Northwind Hosting B.V., Amsterdam (the “Processor”) and Muster Maschinenbau GmbH, Stuttgart (the “Controller”)",
    "#1. Subject matter and duration",
    "1.1 The subject matter of the processing is the hosting of the Controller’s service portal. The nature and purpose of"
    " the processing are storage and display of service tickets. The personal data are contact data and ticket contents;"
    " the data subjects are customers and employees of the Controller.",
    "1.2 This agreement enters into force on 1 April 2027 and ends on 31 March 2029.",
    "#2. Instructions",
    "2.1 The Processor processes personal data only on documented instructions from the Controller, including with regard to"
    " transfers to a third country, unless required to do so by Union or Member State law; in such a case the Processor"
    " informs the Controller of that legal requirement before processing.",
    "2.2 The Processor shall immediately inform the Controller if, in its opinion, an instruction infringes the GDPR.",
    "#3. Persons and security",
    "3.1 The Processor ensures that persons authorised to process the personal data have committed themselves to"
    " confidentiality.",
    "3.2 The Processor takes all measures required pursuant to Article 32 GDPR, as described in Annex II.",
    "#4. Sub-processors",
    "4.1 The Controller grants a general written authorisation to engage other processors. The Processor informs the"
    " Controller of any intended changes at least 30 days in advance; the Controller may object within 14 days.",
    "4.2 The Processor imposes the same data protection obligations on every sub-processor by way of a contract and remains"
    " fully liable to the Controller for its performance.",
    "#5. Assistance",
    "5.1 The Processor assists the Controller by appropriate measures in responding to requests for exercising data"
    " subjects’ rights.",
    "5.2 The Processor assists the Controller in ensuring compliance with Articles 32 to 36 GDPR, in particular security,"
    " personal data breaches, data protection impact assessments and prior consultation.",
    "5.3 The Processor notifies the Controller of a personal data breach without undue delay and at the latest within 24"
    " hours.",
    "#6. Deletion and audits",
    "6.1 At the choice of the Controller the Processor deletes or returns all personal data after the end of the services and"
    " deletes existing copies, unless Union or Member State law requires storage.",
    "6.2 The Processor makes available all information necessary to demonstrate compliance and allows for and contributes to"
    " audits, including inspections, by the Controller or an auditor mandated by it.",
    "#7. Law",
    "This agreement is governed by the law of the Netherlands.",
)


def word_file(paper: Paper) -> bytes:
    """A Word file of a paper, as plain as Word reads it."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{escape(one[1:])}</w:t></w:r></w:p>'
        if one.startswith("#")
        else f'<w:p><w:r><w:t xml:space="preserve">{escape(one)}</w:t></w:r></w:p>'
        for one in paper
    )
    return packed({"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>"})


def commented_file(paper: Paper, comment: str) -> bytes:
    """A Word file of a paper with a comment of its lawyer on the last paragraph but one."""
    lines = [f'<w:p><w:r><w:t xml:space="preserve">{escape(one.lstrip("#"))}</w:t></w:r></w:p>' for one in paper]
    start, end = '<w:commentRangeStart w:id="3"/>', '<w:commentRangeEnd w:id="3"/>'
    reference = '<w:r><w:commentReference w:id="3"/></w:r>'
    lines[-2] = lines[-2].replace("<w:p>", f"<w:p>{start}").replace("</w:p>", f"{end}{reference}</w:p>")
    said = f"<w:p><w:r><w:t>{escape(comment)}</w:t></w:r></w:p>"
    comments = f'<w:comment w:id="3" w:author="RA Weber" w:date="2026-11-30T09:15:00">{said}</w:comment>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>'
    )
    return packed(
        {
            "word/document.xml": f"<w:document {_W}><w:body>{''.join(lines)}</w:body></w:document>",
            "word/comments.xml": f"<w:comments {_W}>{comments}</w:comments>",
            "word/_rels/document.xml.rels": relations,
        }
    )


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def packed(parts: dict[str, str]) -> bytes:
    """A package of Word with these parts beside those that every one has."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, **parts}.items():
            package.writestr(name, text)
    return made.getvalue()


def pdf_file(paper: Paper) -> bytes:
    """A PDF of a paper, with a header and page numbers as offices print them."""
    made = BytesIO()
    styles = getSampleStyleSheet()
    body = ParagraphStyle(
        "body", parent=styles["BodyText"], fontName="Helvetica", fontSize=10.5, leading=14, spaceAfter=6
    )
    head = ParagraphStyle("head", parent=body, fontName="Helvetica-Bold", fontSize=12, spaceBefore=8)

    def edge(page: canvas.Canvas, document: SimpleDocTemplate) -> None:
        page.setFont("Helvetica", 8)
        page.drawString(70, A4[1] - 40, "Vertraulich / Confidential")
        page.drawString(480, 30, f"Seite {document.page}")

    story = [Paragraph(escape(one.lstrip("#")), head if one.startswith("#") else body) for one in paper]
    document = SimpleDocTemplate(made, pagesize=A4, invariant=1, leftMargin=70, rightMargin=70)
    document.build(story, onFirstPage=edge, onLaterPages=edge)
    return made.getvalue()


def picture_file(paper: Paper) -> bytes:
    """The same as a scanner makes it: a PDF of pictures of its pages."""
    import pypdfium2
    from reportlab.lib.utils import ImageReader

    made = BytesIO()
    page = canvas.Canvas(made, invariant=1)
    for one in pypdfium2.PdfDocument(pdf_file(paper)):
        page.drawImage(ImageReader(one.render(scale=200 / 72).to_pil().convert("L")), 0, 0, *A4)
        page.showPage()
    page.save()
    return made.getvalue()


def scan_file(pages: int = 2) -> bytes:
    """A PDF whose pages hold a drawing and no words."""
    made = BytesIO()
    page = canvas.Canvas(made, invariant=1)
    for _page in range(pages):
        page.rect(100, 300, 200, 100, fill=1)
        page.showPage()
    page.save()
    return made.getvalue()


JOURNAL_DE: Paper = (
    "#KLAUSEL 1",
    "#Zweck und Anwendungsbereich",
    "(a) Mit diesen Klauseln (nachfolgend „Klauseln“) soll sichergestellt werden, dass die Anforderungen der Verordnung (EU)"
    " 2016/679^1 bei der Übermittlung personenbezogener Daten eingehalten werden.",
    "(b) Die Parteien haben diesen Klauseln zugestimmt, und die Anlage enthält die Angaben, auf die darin verwiesen wird,"
    " insbesondere die Beschreibung der Datenverarbeitungsvorgänge und die Namen aller beteiligten Stellen.",
    "#KLAUSEL 2",
    "#Pflichten des Datenimporteurs",
    "Der Datenimporteur verarbeitet die personenbezogenen Daten nur für den in Anhang I genannten Zweck und unterrichtet den"
    " Datenexporteur unverzüglich über jede Änderung der Rechtsvorschriften seines Landes.^2 Er bewahrt dafür Nachweise auf.",
    "(i) Für jede Anforderung einer Behörde prüft er, ob Widerspruch eingelegt werden kann, und führt darüber ein"
    " Verzeichnis, das er dem Datenexporteur auf Verlangen vorlegt.",
    "#ANHANG I",
    "Liste der Parteien mit ihren Anschriften, ihren Rollen und ihren Ansprechpartnern für diese Klauseln.",
)
JOURNAL_NOTES = (
    "Verordnung (EU) 2016/679 des Europäischen Parlaments und des Rates vom 27. April 2016 (ABl. L 119 vom 4.5.2016, S. 1).",
    "Dies gilt auch für Rechtsvorschriften, die noch nicht angewandt werden und deren Anwendung zu erwarten ist.",
)
_LINES = 12  # of a page, so that paragraphs run over its end
_SPLIT = ("Datenver", "arbeitungsvorgänge")


def journal_file(paper: Paper, notes: Sequence[str]) -> bytes:
    """A PDF in the layout of the Official Journal: edges that left and right pages turn round, numbers of items in a column of their
    own, divided words, marks of notes in small raised figures, and the notes at the foot of the page."""
    held = BytesIO()
    drawn = canvas.Canvas(held, pagesize=A4)
    lines: list[tuple[float, str, str, float]] = []  # left, font, words, space before
    for said in paper:
        lines += _journal_lines(said)
    for page, start in enumerate(range(0, len(lines), _LINES)):
        left, right = ("7.6.2021", f"L 199/{31 + page}") if page % 2 == 0 else (f"L 199/{31 + page}", "7.6.2021")
        drawn.setFont("Times-Roman", 9)
        drawn.drawString(60, 800, left)
        drawn.drawString(180, 800, "DE")
        drawn.drawString(220, 800, "Amtsblatt der Europäischen Union")
        drawn.drawRightString(535, 800, right)
        y, there = 770.0, []
        for x, font, words, space in lines[start : start + _LINES]:
            y -= 13 + space
            there += [int(one[0]) for one in words.split("^")[1:]]
            _draw_marked(drawn, x, y, font, words)
        for place, number in enumerate(there):
            drawn.setFont("Times-Roman", 7)
            drawn.drawString(60, 80 - 9 * place, f"({number}) {notes[number - 1]}")
        drawn.showPage()
    drawn.save()
    return held.getvalue()


def _journal_lines(said: str) -> list[tuple[float, str, str, float]]:
    if said.startswith("#"):
        bold = said[1:].isupper()
        font = "Times-Italic" if bold else "Times-Bold"
        return [(297 - stringWidth(said[1:], font, 10) / 2, font, said[1:], 12 if bold else 3)]
    marker, _space, text = said.partition(" ") if said.startswith("(") else ("", "", said)
    left = 88 if marker else 60
    made, line = [], ""
    for word in text.split():
        grown = f"{line} {word}".strip()
        if stringWidth(grown, "Times-Roman", 10) <= 535 - left:
            line = grown
            continue
        if word == "".join(_SPLIT) and stringWidth(f"{line} {_SPLIT[0]}-", "Times-Roman", 10) <= 535 - left:
            line, word = f"{line} {_SPLIT[0]}-", _SPLIT[1]
        made.append(line)
        line = word
    made.append(line)
    first = (60.0, "Times-Roman", f"{marker}\t{made[0]}" if marker else made[0], 6.0)
    return [first, *((float(left), "Times-Roman", one, 0.0) for one in made[1:])]


def _draw_marked(drawn: canvas.Canvas, x: float, y: float, font: str, words: str) -> None:
    marker, tab, rest = words.partition("\t")
    if tab:
        drawn.setFont(font, 10)
        drawn.drawString(x, y, marker)
        x, words = x + 28, rest
    for number, part in enumerate(words.split("^")):
        text = part[1:] if number else part
        if number:
            drawn.setFont(font, 10)
            drawn.drawString(x, y, " (")
            x += stringWidth(" (", font, 10)
            drawn.setFont(font, 6)
            drawn.drawString(x, y + 3, part[0])
            x += stringWidth(part[0], font, 6)
            text = f"){text}"
        drawn.setFont(font, 10)
        drawn.drawString(x, y, text)
        x += stringWidth(text, font, 10)
