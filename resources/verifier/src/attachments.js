// Files that a PDF carries: agreement.json and what it says, for the eye; nothing of it is taken for markup.
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFRawStream, PDFString } from "pdf-lib";
import { canonical, isObject, Malformed, parseObject } from "./json.js";
import { contentsOf } from "./reader.js";

const MOST = 16 * 1024 * 1024;

// The streams that a PDF carries, by name: readers differ on which of two under one name counts.
function carriedFiles(document) {
  const { context, catalog } = document, found = new Map(), seen = new Set();
  const names = context.lookup(catalog.get(PDFName.of("Names")));
  const walk = (node, depth) => {
    if (!(node instanceof PDFDict) || depth > 8 || seen.has(node)) return;
    seen.add(node);
    const list = context.lookup(node.get(PDFName.of("Names")));
    for (let place = 0; list instanceof PDFArray && place + 1 < list.size(); place += 2) {
      const label = context.lookup(list.get(place));
      const called = label instanceof PDFString || label instanceof PDFHexString ? label.decodeText() : "";
      if (!found.has(called)) found.set(called, new Set());
      const spec = context.lookup(list.get(place + 1));
      const files = spec instanceof PDFDict ? context.lookup(spec.get(PDFName.of("EF"))) : null;
      for (const key of ["F", "UF"]) if (files instanceof PDFDict && files.has(PDFName.of(key))) found.get(called).add(context.lookup(files.get(PDFName.of(key))));
    }
    const kids = context.lookup(node.get(PDFName.of("Kids")));
    for (const kid of kids instanceof PDFArray ? kids.asArray() : []) walk(context.lookup(kid), depth + 1);
  };
  walk(names instanceof PDFDict ? context.lookup(names.get(PDFName.of("EmbeddedFiles"))) : undefined, 0);
  return found;
}

const carried = (document, wanted) => [...(carriedFiles(document).get(wanted) ?? [])];
export const carries = (document, wanted) => carried(document, wanted).length > 0;
export const namesOf = (document) => [...carriedFiles(document).keys()];

// The bytes under a name, or null where there is not exactly one file that can be read. Raises Unread for one that is too large.
export async function attachment(document, wanted, most = MOST) {
  const [stream, ...others] = carried(document, wanted);
  return stream instanceof PDFRawStream && !others.length ? contentsOf(stream, most) : null;
}

// agreement.json as it was signed; raises Malformed where it is not written as DataPact writes it.
export function stateOf(data) {
  const state = parseObject(data);
  if (canonical(state) !== new TextDecoder("utf-8", { ignoreBOM: true }).decode(data)) throw new Malformed("canonical");
  return state;
}

const listOf = (value) => (Array.isArray(value) ? value.filter(isObject) : []);
export const partiesOf = (state) => listOf(isObject(state.terms) ? state.terms.parties : null);
const inOne = (value, language, prevailing) => (isObject(value) ? (value[language] ?? value[prevailing] ?? Object.values(value)[0] ?? "") : "");

// What it is called and who is in it, for the eye.
export function about(state, language) {
  const title = inOne(state.title, language, state.prevailing), parties = partiesOf(state).map((one) => String(one.name));
  return { number: String(state.number ?? ""), title: String(title), parties: parties.join("; ") };
}

// Every clause in the languages of the text: [{ language, lines: [text, ...] }], headings first.
export function clausesOf(state) {
  const languages = Array.isArray(state.languages) ? state.languages.filter((one) => typeof one === "string").slice(0, 4) : [];
  const words = (part, language) => (Array.isArray(part?.[language]) ? part[language] : []).map((run) => (isObject(run) && typeof run.text === "string" ? run.text : "")).join("");
  return languages.map((language) => {
    const lines = [];
    for (const clause of listOf(state.clauses)) {
      lines.push({ heading: true, text: words(clause.heading, language) });
      for (const paragraph of listOf(clause.paragraphs)) {
        lines.push({ text: words(paragraph.text, language) });
        for (const item of listOf(paragraph.items)) lines.push({ item: true, text: words(item.text, language) });
      }
    }
    return { language, lines };
  });
}
