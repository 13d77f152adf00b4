// What the page reads by code of its own against whoever else reads it: base64url and short digests against Node, names and texts of a PDF against pdf-lib.
import assert from "node:assert";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { decode, encode } from "../../resources/verifier/src/json.js";
import { digestOfShort } from "../../resources/verifier/src/sha256.js";
import { quicken } from "../../resources/verifier/src/parser.js";

let state = Number(process.argv[2]);
const below = (most) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state % most; };
const some = (signs, most) => Array.from({ length: below(most) }, () => signs[below(signs.length)]).join("");
const REFUSED = "refused", said = (make) => { try { return String(make()); } catch { return REFUSED; } };

// One spelling only: what Node writes again as it stood there is right, anything else is not.
for (let round = 0; round < 20000; round += 1) {
  const bytes = Uint8Array.from({ length: below(70) }, () => below(256)), right = Buffer.from(bytes).toString("base64url");
  assert.equal(encode(bytes), right);
  const text = round % 2 ? right.slice(0, below(right.length + 1)) + some("AQgw09_-+/= é☃", 3) : some("ABCDwxyz0189-_", 12);
  const again = Buffer.from(text, "base64url");
  if (again.toString("base64url") === text) assert.deepEqual([...decode(text)], [...again]);
  else assert.throws(() => decode(text), { message: "base64url" });
}

// SHA-256 of short texts against Node, of every length about the ends of blocks; longer and other texts are WebCrypto's.
const sha256 = (text) => createHash("sha256").update(text, "utf8").digest("hex");
for (let length = 0; length < 400; length += 1) {
  const text = Array.from({ length }, () => String.fromCharCode(below(128))).join("");
  assert.equal(Buffer.from(digestOfShort(text)).toString("hex"), sha256(text));
}
assert.equal(Buffer.from(digestOfShort("a".repeat(4096))).toString("hex"), sha256("a".repeat(4096)));
assert.deepEqual([digestOfShort("a".repeat(4097)), digestOfShort("é"), digestOfShort("☃")], [null, null, null]);

const { PDFContext, PDFObjectParser } = createRequire(fileURLToPath(new URL("../../resources/verifier/src/parser.js", import.meta.url)))("pdf-lib");
class Quick extends PDFObjectParser {}
quicken(Quick, {});
const WORDS = ["(", ")", "(", ")", "\\", "\\(", "/", "/Type", "/A#20", "[", "]", "<<", ">>", "<", ">", "4a", " ", "\n", "%", "1", "12", "-", ".", " 0 R", "true", "null", "é"];
let read = 0;
for (let round = 0; round < 20000; round += 1) {
  const begin = ["(", "/", "[", "<<", ""][below(5)], bytes = Uint8Array.from(Buffer.from(begin + some(WORDS, 14) + { "(": ")", "[": "]", "<<": ">>" }[begin], "latin1"));
  const [quick, slow] = [Quick, PDFObjectParser].map((Kind) => {
    const { bytes: stream } = PDFObjectParser.forBytes(bytes, PDFContext.create()), reader = new Kind(stream, PDFContext.create());
    const value = said(() => reader.parseObject());
    return value === REFUSED ? value : `${value} ${stream.offset()}`;
  });
  assert.equal(quick, slow, Buffer.from(bytes).toString("latin1"));
  read += Number(quick !== REFUSED);
}
assert.ok(read > 5000);
