// Files that a PDF carries: agreement.json and what it says, for the eye; nothing of it is taken for markup.
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFRawStream, PDFString } from "pdf-lib";
import { contentsOf } from "./reader.js";

const MOST = 16 * 1024 * 1024;

// The streams that a PDF carries under a name: readers differ on which of two counts.
function carried(document, wanted) {
  const { context, catalog } = document, found = new Set(), seen = new Set();
  const names = context.lookup(catalog.get(PDFName.of("Names")));
  const walk = (node, depth) => {
    if (!(node instanceof PDFDict) || depth > 8 || seen.has(node)) return;
    seen.add(node);
    const list = context.lookup(node.get(PDFName.of("Names")));
    for (let place = 0; list instanceof PDFArray && place + 1 < list.size(); place += 2) {
      const label = context.lookup(list.get(place));
      if ((label instanceof PDFString || label instanceof PDFHexString ? label.decodeText() : "") !== wanted) continue;
      const spec = context.lookup(list.get(place + 1));
      const files = spec instanceof PDFDict ? context.lookup(spec.get(PDFName.of("EF"))) : null;
      for (const key of ["F", "UF"]) if (files instanceof PDFDict && files.has(PDFName.of(key))) found.add(context.lookup(files.get(PDFName.of(key))));
    }
    const kids = context.lookup(node.get(PDFName.of("Kids")));
    for (const kid of kids instanceof PDFArray ? kids.asArray() : []) walk(context.lookup(kid), depth + 1);
  };
  walk(names instanceof PDFDict ? context.lookup(names.get(PDFName.of("EmbeddedFiles"))) : undefined, 0);
  return [...found];
}

export const carries = (document, wanted) => carried(document, wanted).length > 0;

// The bytes under a name, or null where there is not exactly one file that can be read. Raises Unread for one that is too large.
export async function attachment(document, wanted) {
  const [stream, ...others] = carried(document, wanted);
  return stream instanceof PDFRawStream && !others.length ? contentsOf(stream, MOST) : null;
}

// As RFC 8785 writes a value of ours: a name given twice, or another order, makes other bytes.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

export async function digestOf(data) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function about(data, language) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data), state = JSON.parse(text);
  if (canonical(state) !== text) throw new Error("not canonical");
  const title = state.title?.[language] ?? state.title?.[state.prevailing] ?? "";
  const parties = (state.terms?.parties ?? []).map((one) => String(one.name));
  return { number: String(state.number ?? ""), title: String(title), parties: parties.join("; ") };
}
