// A ZIP archive that may be hostile: names that lead outside, bombs, and bytes that belong to none of its files are refused.
import { inflated } from "./reader.js";
import { Malformed } from "./json.js";

export const ROOT = "datapact-export";
const MOST_FILES = 25000, LARGEST_FILE = 64 * 1024 * 1024, LARGEST = 2 * 1024 * 1024 * 1024, RATIO = 200, SMALL = 1024 * 1024;

// Bytes of a file at hand, or of a file on disk that is read in parts.
export function source(data) {
  if (data instanceof Uint8Array) return { size: data.length, read: async (start, end) => data.subarray(start, end) };
  return { size: data.size, read: async (start, end) => new Uint8Array(await data.slice(start, end).arrayBuffer()) };
}

const CRC = Uint32Array.from({ length: 256 }, (_, one) => { for (let bit = 0; bit < 8; bit += 1) one = one & 1 ? (one >>> 1) ^ 0xedb88320 : one >>> 1; return one; });
const [CRC2, CRC3, CRC4] = [1, 2, 3].map((times) => CRC.map((one) => { for (let at = 0; at < times; at += 1) one = CRC[one & 255] ^ (one >>> 8); return one; }));
// Four bytes at a time, each by the table of its distance.
export function crc32(bytes) {
  let sum = -1, place = 0;
  for (const whole = bytes.length - 3; place < whole; place += 4) {
    sum ^= bytes[place] | (bytes[place + 1] << 8) | (bytes[place + 2] << 16) | (bytes[place + 3] << 24);
    sum = CRC4[sum & 255] ^ CRC3[(sum >>> 8) & 255] ^ CRC2[(sum >>> 16) & 255] ^ CRC[sum >>> 24];
  }
  for (; place < bytes.length; place += 1) sum = CRC[(sum ^ bytes[place]) & 255] ^ (sum >>> 8);
  return ~sum >>> 0;
}

const refuse = (condition, why) => { if (condition) throw new Malformed(why); };

// Times and owners alone (0x5455, 0x7875, 0x000a): another description could give a file another name or size.
function refuseExtra(view, start, length) {
  for (let at = start; at < start + length; at += 4 + view.getUint16(at + 2, true)) {
    refuse(at + 4 > start + length || ![0x5455, 0x7875, 0x000a].includes(view.getUint16(at, true)), "zipForm");
  }
}

function nameInside(raw, flags) {
  refuse(!(flags & 0x800) && raw.some((byte) => byte > 126), "zipName");
  let name;
  try {
    name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new Malformed("zipName");
  }
  if (name.endsWith("/")) return { name, isFolder: true };
  const parts = name.split("/");
  refuse(parts[0] !== ROOT || parts.length < 2 || parts.some((part) => ["", ".", ".."].includes(part) || part !== part.trim()) || /[\\:*?"<>|\p{C}\p{Zl}\p{Zp}]/u.test(name), "zipName");
  return { name: parts.slice(1).join("/"), isFolder: false };
}

// The files by their names inside the folder of the bag: { names, read(name) }. Raises Malformed.
export async function archive({ size, read }) {
  refuse(size < 22, "zipForm");
  const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length), end = view(await read(size - 22, size));
  refuse(end.getUint32(0, true) !== 0x06054b50 || end.getUint16(20, true) !== 0 || end.getUint32(4, true) !== 0, "zipBytes");
  const count = end.getUint16(10, true), length = end.getUint32(12, true), directory = end.getUint32(16, true);
  refuse(count !== end.getUint16(8, true) || count > MOST_FILES || directory + length !== size - 22, "zipBytes");
  const list = await read(directory, directory + length), listed = view(list), found = [];
  let at = 0, total = 0;
  for (let place = 0; place < count; place += 1) {
    refuse(at + 46 > list.length || listed.getUint32(at, true) !== 0x02014b50, "zipBytes");
    const [flags, method] = [listed.getUint16(at + 8, true), listed.getUint16(at + 10, true)];
    const [crc, packed, full] = [16, 20, 24].map((place) => listed.getUint32(at + place, true));
    const [named, extra, comment] = [28, 30, 32].map((place) => listed.getUint16(at + place, true));
    const kind = (listed.getUint32(at + 38, true) >>> 16) & 0o170000, raw = list.subarray(at + 46, at + 46 + named);
    refuse(comment !== 0 || at + 46 + named + extra > list.length, "zipBytes");
    refuseExtra(listed, at + 46 + named, extra);
    refuse(flags & 1 || ![0, 8].includes(method), "zipForm");
    total += full;
    refuse(full > LARGEST_FILE || total > LARGEST || (full > SMALL && full > RATIO * Math.max(packed, 1)), "zipBomb");
    const told = nameInside(raw, flags);
    refuse(!told.isFolder && ![0, 0o100000].includes(kind), "zipName");
    found.push({ ...told, raw, flags, method, crc, packed, full, offset: listed.getUint32(at + 42, true) });
    at += 46 + named + extra + comment;
  }
  refuse(at !== list.length, "zipBytes");
  let position = 0;
  for (const one of [...found].sort((first, second) => first.offset - second.offset)) {
    refuse(one.offset !== position, "zipBytes");
    const head = view(await read(position, position + 30));
    refuse(head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50, "zipBytes");
    const named = head.getUint16(26, true), more = head.getUint16(28, true), rest = await read(position + 30, position + 30 + named + more), raw = rest.subarray(0, named);
    refuse(rest.length !== named + more, "zipBytes");
    refuseExtra(view(rest), named, more);
    refuse(raw.length !== one.raw.length || raw.some((byte, place) => byte !== one.raw[place]), "zipName");
    one.start = position + 30 + named + more;
    position = one.start + one.packed;
    if (one.flags & 8) position += await behind(read, position, one);
    refuse(position > directory, "zipBytes");
  }
  refuse(position !== directory, "zipBytes");
  const files = new Map(), folded = new Set();
  for (const one of found) {
    if (one.isFolder) { refuse(one.full !== 0, "zipBytes"); continue; }
    const plain = one.name.normalize("NFC").toLowerCase().replaceAll("ß", "ss");
    refuse(folded.has(plain), "zipTwice");
    folded.add(plain);
    files.set(one.name, one);
  }
  return {
    names: new Set(files.keys()),
    async read(name) {
      const one = files.get(name);
      if (!one) throw new Malformed("zipMissing");
      const packed = await read(one.start, one.start + one.packed);
      let data = packed;
      if (one.method === 8) {
        try {
          data = await inflated(packed, one.full, "deflate-raw");
        } catch {
          throw new Malformed("zipForm");
        }
      }
      refuse(data.length !== one.full || crc32(data) !== one.crc, "zipForm");
      return data;
    },
  };
}

// The length of the description behind a file, of programs that do not know sizes in advance.
async function behind(read, position, one) {
  const bytes = await read(position, position + 24), told = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const head of [4, 0]) {
    if (head && (told.byteLength < 4 || told.getUint32(0, true) !== 0x08074b50)) continue;
    if (told.byteLength >= head + 12 && told.getUint32(head, true) === one.crc && told.getUint32(head + 4, true) === one.packed && told.getUint32(head + 8, true) === one.full) return head + 12;
    if (told.byteLength >= head + 20 && told.getUint32(head, true) === one.crc && told.getUint32(head + 4, true) === one.packed && told.getUint32(head + 8, true) === 0 && told.getUint32(head + 12, true) === one.full && told.getUint32(head + 16, true) === 0) return head + 20;
  }
  throw new Malformed("zipBytes");
}
