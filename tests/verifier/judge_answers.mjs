// Judges the attached files of exported answers without the PDF around them: { case: { file: base64 } }.
import { readFileSync } from "node:fs";
import { answered } from "../../resources/verifier/src/answer.js";
import { Refused } from "../../resources/verifier/src/history.js";
import { Malformed } from "../../resources/verifier/src/json.js";

const found = {};
for (const [name, files] of Object.entries(JSON.parse(readFileSync(process.argv[2], "utf8")))) {
  try {
    found[name] = (await answered(new Map(Object.entries(files).map(([file, data]) => [file, new Uint8Array(Buffer.from(data, "base64"))])), [])).steps;
  } catch (error) {
    if (!(error instanceof Malformed || error instanceof Refused)) throw error;
    found[name] = [{ result: "bad", key: error.key ?? "reportForm" }];
  }
}
console.log(JSON.stringify(found));
