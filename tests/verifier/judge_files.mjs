// Judges the files that are named, with the modules of the page; prints one JSON object.
import { readFileSync } from "node:fs";
import { judge } from "../../resources/verifier/src/judge.js";

const found = {};
for (const path of process.argv.slice(2)) found[path] = await judge(new Uint8Array(readFileSync(path)), process.env.PROFILE);
console.log(JSON.stringify(found));
