// What a worker does: judges one file, or one inside an archive, away from the page, which stays free to show how far it is.
import { judge, judgeArchive, readCard } from "./judge.js";
import { LARGEST } from "./reader.js";
import { left } from "./steps.js";

const cardsBefore = new Map(), MOST_CARDS = 1000;

// The cards beside a file, each read once: [{ key, bytes }].
async function cardsOf(list) {
  const found = [];
  for (const { key, bytes } of list) {
    if (!cardsBefore.has(key)) {
      if (cardsBefore.size > MOST_CARDS) cardsBefore.clear();
      cardsBefore.set(key, await readCard(bytes));
    }
    found.push(cardsBefore.get(key));
  }
  return found;
}

const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());

// The key and the bytes of a card, or null for any other file.
export async function cardIn(file) {
  const bytes = await bytesOf(file), one = await readCard(bytes);
  return one && { key: `${one.organisation} ${one.line.head}`, bytes };
}

// What the page says of a file; paused(done, all) is awaited between the parts of an archive, inside(bytes) judges one of its files.
export async function judgeFile(file, cards, paused, inside) {
  const head = new TextDecoder("latin1").decode(await file.slice(0, 4).arrayBuffer());
  if (/^PK(?:\x03\x04|\x05\x06)$/.test(head)) return judgeArchive(file, await cardsOf(cards), paused, inside);
  if (file.size > LARGEST) return { verdict: "verdictUnknown", steps: [left("tooLarge")] };
  return judge(await bytesOf(file), undefined, await cardsOf(cards));
}

// What goes along with a message instead of being copied: bytes that are the whole of their memory.
export const given = (bytes) => (bytes?.byteLength && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : []);

// What an archive needs to know of one of its files: the text of the agreement stays away.
export async function judgeInside(bytes, cards) {
  return { ...(await judge(bytes, undefined, await cardsOf(cards), false)), agreement: null };
}

// Answers the page: { id, card } or { id, file, cards } or { id, inside, cards }. An archive asks it for its files, so that other workers help.
export function serve(scope) {
  const asked = new Map();
  let last = 0;
  const jobs = {
    card: ({ card }) => cardIn(card),
    inside: ({ inside, cards }) => judgeInside(inside, cards),
    file: ({ id, file, cards }) => {
      const paused = async (done, all) => scope.postMessage({ id, done, all });
      return judgeFile(file, cards, paused, (bytes) => new Promise((resolve, reject) => {
        last += 1;
        asked.set(last, { resolve, reject });
        scope.postMessage({ id, ask: last, inside: bytes }, given(bytes));
      }));
    },
  };
  scope.onmessage = async ({ data }) => {
    if (data.answer) {
      const { resolve, reject } = asked.get(data.answer);
      asked.delete(data.answer);
      if (data.failed) reject(new Error(data.failed));
      else resolve(data.result);
      return;
    }
    const { id } = data;
    try {
      scope.postMessage({ id, result: await jobs[Object.keys(jobs).find((one) => one in data)](data) });
    } catch (error) {
      scope.postMessage({ id, failed: String(error?.message ?? error) });
    }
  };
}
