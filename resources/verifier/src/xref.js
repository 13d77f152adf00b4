// Each appended revision may point only at objects that it brings itself, so that none points back at a hidden one.

const latin = new TextDecoder("latin1");

async function inflated(data) {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function pointsOnlyIntoItself(bytes, start, end) {
  const tail = latin.decode(bytes.subarray(start, end));
  const found = [...tail.matchAll(/startxref\s+(\d+)\s+%%EOF/g)];
  if (found.length !== 1) return false;
  const at = Number(found[0][1]);
  if (at < start || at >= end) return false;
  const here = tail.slice(at - start);
  if (here.startsWith("xref")) {
    const rows = [...here.slice(0, here.indexOf("trailer")).matchAll(/^(\d{10}) \d{5} n/gm)];
    return rows.every((row) => Number(row[1]) >= start && Number(row[1]) < end);
  }
  const dictionary = /^\d+ \d+ obj\s*<<([\s\S]*?)>>\s*stream\r?\n/.exec(here);
  if (!dictionary) return false;
  const said = dictionary[1];
  const widths = /\/W\s*\[\s*(\d) (\d) (\d)\s*\]/.exec(said)?.slice(1).map(Number);
  const length = Number(/\/Length (\d+)(?! \d+ R)/.exec(said)?.[1]);
  if (!widths || !Number.isSafeInteger(length) || !/\/Type\s*\/XRef/.test(said) || !/\/Filter\s*\/FlateDecode/.test(said) || /DecodeParms/.test(said)) return false;
  const from = at + dictionary[0].length;
  const data = await inflated(bytes.subarray(from, from + length));
  const size = widths[0] + widths[1] + widths[2];
  const read = (place, count) => data.subarray(place, place + count).reduce((sum, one) => sum * 256 + one, 0);
  if (!size || data.length % size) return false;
  for (let place = 0; place < data.length; place += size) {
    const kind = widths[0] ? read(place, widths[0]) : 1;
    const offset = read(place + widths[0], widths[1]);
    if (kind === 1 && (offset < start || offset >= end)) return false;
  }
  return true;
}
