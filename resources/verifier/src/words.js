// Every sentence of the page, German and English. Values from files are only ever set as text.
export const words = {
  title: ["Dateien von DataPact prüfen", "Verify files of DataPact"],
  language: ["Sprache", "Language"],
  lead: [
    "Diese Seite prüft unterschriebene PDF-Dateien, ohne DataPact und ohne Netz. Nichts verlässt diesen Browser. Ziehen Sie die Dateien hierher oder wählen Sie sie aus.",
    "This page verifies signed PDF files without DataPact and without network. Nothing leaves this browser. Drop the files here, or choose them.",
  ],
  drop: ["Dateien hierher ziehen oder auswählen", "Drop files here, or choose them"],
  reading: ["{name} wird geprüft …", "Verifying {name} …"],
  done: ["Fertig.", "Done."],
  good: ["Nachgewiesen", "Proven"],
  bad: ["Falsch", "Wrong"],
  open: ["Nicht geprüft", "Not judged"],
  hand: ["Von Hand: {command}", "By hand: {command}"],
  verdictBad: ["Verlassen Sie sich nicht auf diese Datei.", "Do not rely on this file."],
  verdictGood: [
    "Die Datei ist unverändert, soweit diese Seite es prüft. Wer unterschrieben hat und ob alle zugestimmt haben, sagt sie nicht.",
    "The file is unchanged as far as this page judges it. Who signed, and whether all agreed, it does not say.",
  ],
  verdictOther: [
    "Die Unterschriften sind unversehrt. Diese PDF ist keine unterschriebene Vereinbarung von DataPact: Wer unterschrieben hat, sagt diese Seite nicht.",
    "The signatures are intact. This PDF is no signed agreement of DataPact: who signed, this page does not say.",
  ],
  verdictNone: ["Keine Unterschrift gefunden. Es ist nichts nachgewiesen.", "No signature found. Nothing is proven."],
  verdictUnknown: [
    "Diese Art von Datei prüft diese Seite nicht. Nehmen Sie „datapact verify“ oder die Schritte der Anleitung.",
    "This page does not judge this kind of file. Take “datapact verify”, or the steps of the guide.",
  ],
  noPdf: ["Die Datei ist keine lesbare PDF.", "The file is no readable PDF."],
  encrypted: ["Die Datei ist verschlüsselt; diese Seite prüft sie nicht.", "The file is encrypted; this page does not judge it."],
  unread: ["Die Datei enthält mehr, als diese Seite prüft.", "The file holds more than this page judges."],
  tooLarge: ["Die Datei ist größer als 64 MB; diese Seite prüft sie nicht.", "The file is larger than 64 MB; this page does not judge it."],
  whole: ["Die Datei ist eine ganze PDF; hinter ihrem Ende steht nichts.", "The file is a whole PDF; nothing stands behind its end."],
  behind: ["Hinter dem Ende der letzten unterschriebenen Fassung stehen {n} Bytes, die niemand unterschrieben hat.", "Behind the end of the last signed revision stand {n} bytes that nobody signed."],
  range: ["„{field}“: Der unterschriebene Bereich ist lückenlos bis auf die Unterschrift selbst.", "“{field}”: the signed range has no gap but the signature itself."],
  rangeBad: ["„{field}“: Der unterschriebene Bereich lässt mehr aus als die Unterschrift.", "“{field}”: the signed range leaves out more than the signature."],
  sound: ["„{field}“: Die Unterschrift passt zu den Bytes und zum Zertifikat ({subject}; Schlüssel {algorithm}). Angegebene Zeit: {time}.", "“{field}”: the signature fits the bytes and the certificate ({subject}; key {algorithm}). Claimed time: {time}."],
  unsound: ["„{field}“: Die Unterschrift passt nicht zu den Bytes oder zum Zertifikat.", "“{field}”: the signature does not fit the bytes or the certificate."],
  unknownKey: ["„{field}“: Diese Art von Unterschrift prüft die Seite nicht ({algorithm}).", "“{field}”: this page does not judge this kind of signature ({algorithm})."],
  certified: ["Die erste Unterschrift lässt nur weitere Unterschriften zu.", "The first signature allows nothing but further signatures."],
  notCertified: ["Die erste Unterschrift lässt mehr zu als weitere Unterschriften.", "The first signature allows more than further signatures."],
  changedOk: ["Fassung {n}: Geändert hat sich nur das Feld „{field}“ mit seiner Unterschrift und den Nachweisen dazu.", "Revision {n}: nothing changed but the field “{field}” with its signature and the evidence for it."],
  changedBad: ["Fassung {n}: Es hat sich mehr geändert als eine Unterschrift: {what}.", "Revision {n}: more changed than a signature: {what}."],
  changedProofs: ["Fassung {n}: Hinzugekommen sind nur Nachweise zu den Unterschriften; ob sie stimmen, prüft diese Seite nicht.", "Revision {n}: only proofs for the signatures were added; whether they hold, this page does not judge."],
  changedOther: ["Nach der Unterschrift „{field}“ wurde die Datei ergänzt. Was, beurteilt diese Seite bei PDF-Dateien anderer Programme nicht.", "After the signature “{field}” something was added to the file. What it is, this page does not judge in PDFs of other programs."],
  digest: ["agreement.json hat den Prüfwert {digest}. Er steht auf der ersten Seite; vergleichen Sie ihn.", "agreement.json has the digest {digest}. It stands on the first page; compare it."],
  noState: ["Die Datei trägt keine agreement.json, die diese Seite lesen kann.", "The file carries no agreement.json that this page can read."],
  strangeState: ["agreement.json ist nicht so geschrieben, wie DataPact sie schreibt.", "agreement.json is not written as DataPact writes it."],
  title2: ["Vereinbarung {number}: {title}. Parteien: {parties}", "Agreement {number}: {title}. Parties: {parties}"],
  openWho: ["Wer hinter den Zertifikaten steht, ob alle Parteien diesem Text zugestimmt haben und ob ein Schlüssel widerrufen war (Schritte 6 bis 8 der Anleitung).", "Who stands behind the certificates, whether all parties agreed to this text, and whether a key was revoked (steps 6 to 8 of the guide)."],
  openPages: ["Ob die Seiten zeigen, was agreement.json sagt.", "Whether the pages show what agreement.json says."],
  openQualified: ["Ob eine Unterschrift qualifiziert war, und wann sie wirklich geleistet wurde.", "Whether a signature was qualified, and when it was really made."],
  limitsTitle: ["Was diese Seite nicht kann", "What this page cannot do"],
  limits: [
    [
      "Sie fragt kein Netz: keine Sperrlisten, keine Vertrauenslisten.",
      "Sie prüft PDF-Dateien. Dossiers, Auskünfte, Archive und Belege prüft „datapact verify“.",
      "Eine Seite, die in einem Dossier liegt, ist die des Absenders. Nehmen Sie die aus der Veröffentlichung, und vergleichen Sie ihren Prüfwert.",
    ],
    [
      "It asks no network: no revocation lists, no trusted lists.",
      "It verifies PDF files. Dossiers, answers, archives and receipts are verified by “datapact verify”.",
      "A page that lies in a dossier is the sender's. Take the one from the release, and compare its digest.",
    ],
  ],
};

// A value of a file as text without signs that turn or hide what stands beside it.
const shown = (value) => String(value).replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "\ufffd").slice(0, 2000);

export function say(language, key, values = {}) {
  const text = words[key][language === "de" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]) : whole));
}
