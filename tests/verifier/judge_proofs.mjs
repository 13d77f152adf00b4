// Judges proofs without their PDFs: [{ name, proof, agreement, signed: [{ field, der }] }], with signatures taken for sound.
import { readFileSync } from "node:fs";
import { stateOf } from "../../resources/verifier/src/attachments.js";
import { proven } from "../../resources/verifier/src/proof.js";

const found = {}, bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
for (const { name, proof, agreement, signed } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const made = signed.map((one) => ({ ...one, state: "sound", time: new Date("2026-11-24T10:00:00Z") }));
  const data = bytes(agreement);
  found[name] = await proven(bytes(proof), data, stateOf(data), made, made.map((one) => one.field), []);
}
console.log(JSON.stringify(found, (key, value) => (key === "evidence" ? undefined : value)));
