// Files that a PDF carries: agreement.json and what it says, for the eye; nothing of it is taken for markup.
import { decodePDFRawStream, PDFArray, PDFDict, PDFHexString, PDFName, PDFRawStream, PDFString } from "pdf-lib";

const MOST = 16 * 1024 * 1024;

export function attachment(document, wanted) {
  const { context, catalog } = document;
  const names = context.lookup(catalog.get(PDFName.of("Names")));
  const root = names instanceof PDFDict ? context.lookup(names.get(PDFName.of("EmbeddedFiles"))) : undefined;
  const walk = (node, depth) => {
    if (!(node instanceof PDFDict) || depth > 8) return null;
    const list = context.lookup(node.get(PDFName.of("Names")));
    if (list instanceof PDFArray) {
      for (let place = 0; place + 1 < list.size(); place += 2) {
        const label = context.lookup(list.get(place));
        const text = label instanceof PDFString || label instanceof PDFHexString ? label.decodeText() : "";
        if (text !== wanted) continue;
        const spec = context.lookup(list.get(place + 1));
        const files = spec instanceof PDFDict ? context.lookup(spec.get(PDFName.of("EF"))) : null;
        const stream = files instanceof PDFDict ? context.lookup(files.get(PDFName.of("F"))) : null;
        if (!(stream instanceof PDFRawStream) || stream.getContents().length > MOST) return null;
        const data = decodePDFRawStream(stream).decode();
        return data.length > MOST ? null : data;
      }
    }
    const kids = context.lookup(node.get(PDFName.of("Kids")));
    for (const kid of kids instanceof PDFArray ? kids.asArray() : []) {
      const found = walk(context.lookup(kid), depth + 1);
      if (found) return found;
    }
    return null;
  };
  return walk(root, 0);
}

export async function digestOf(data) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function about(data, language) {
  const state = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  const title = state.title?.[language] ?? state.title?.[state.prevailing] ?? "";
  const parties = (state.terms?.parties ?? []).map((one) => String(one.name));
  return { number: String(state.number ?? ""), title: String(title), parties: parties.join("; ") };
}
