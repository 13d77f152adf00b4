// What a reader of PDFs finds wrong, in German, too: # stands for a number of the file.
const GERMAN = {
  "a dictionary names a member twice": "Ein Eintrag nennt einen Namen zweimal",
  "an object stands behind its table": "Ein Objekt steht hinter seiner Tabelle",
  "two tables in one revision": "Eine Fassung hat zwei Tabellen",
  "two trailers in one revision": "Eine Fassung hat zwei Enden",
  "the end names another table": "Das Ende nennt eine andere Tabelle",
  "the table follows another one": "Die Tabelle folgt auf eine andere, als sie sagt",
  "the table cannot be read": "Die Tabelle ist nicht lesbar",
  "no catalog": "Der Katalog fehlt",
  "another catalog": "Ein anderer Katalog",
  "the last revision has no end": "Die letzte Fassung hat kein Ende",
  "object # has a generation": "Objekt # hat eine Generation",
  "object # stands there twice": "Objekt # steht zweimal da",
  "the table names object # twice": "Die Tabelle nennt Objekt # zweimal",
  "object # was removed": "Objekt # wurde entfernt",
  "object # is none by the table": "Objekt # gibt es laut Tabelle nicht",
  "object # is another one by the table": "Objekt # ist laut Tabelle ein anderes",
  "no table names object #": "Keine Tabelle nennt Objekt #",
  "evidence in place of something else": "Nachweise stehen an der Stelle von etwas anderem",
  "object # was written anew": "Objekt # wurde neu geschrieben",
  "the form was opened": "Das Formular wurde geöffnet",
  "evidence was replaced": "Nachweise wurden ersetzt",
  "object # was changed and is no signature field": "Objekt # wurde geändert und ist kein Unterschriftsfeld",
  "object # was changed": "Objekt # wurde geändert",
  "object # was changed and not signed": "Objekt # wurde geändert und nicht unterschrieben",
  "not exactly one signature": "Nicht genau eine Unterschrift",
  "object # fills a place that was empty": "Objekt # füllt eine Stelle, die leer war",
  "objects that belong to no signature: #": "Objekte, die zu keiner Unterschrift gehören: #",
  "a signature ends in the middle of a revision": "Eine Unterschrift endet mitten in einer Fassung",
  "two signatures of one name": "Zwei Unterschriften haben einen Namen",
  "more than the field of a timestamp": "Mehr als das Feld eines Zeitstempels",
  "another field": "Ein anderes Feld",
};
const NUMBERS = /\d+(?:(?: \d+)? R)?(?:, \d+(?:(?: \d+)? R)?)*/;

export function technical(text) {
  const [numbers = ""] = NUMBERS.exec(text) ?? [], german = GERMAN[text.replace(NUMBERS, "#")];
  return { de: german ? german.replace("#", numbers) : text, en: text };
}
