// Workers from the script of this page, as many as the computer has processors, up to four. A file that breaks one breaks no page.
import { cardIn, given, judgeFile, judgeInside } from "./work.js";

const MOST_WORKERS = 4;

// Without workers, as some browsers have it for files on disk, the page does the work itself and breathes between parts.
const breathe = () => new Promise((resolve) => setTimeout(resolve));
const alone = {
  lanes: 1,
  card: cardIn,
  judge: (file, cards, told) => judgeFile(file, cards, async (done, all) => { told(done, all); await breathe(); }, (bytes) => judgeInside(bytes, cards)),
};

// script is the text that makes a worker; broken(error) is thrown for whoever waits on a worker that died.
export function pool(script) {
  let address, workers = [], last = 0;
  const waiting = new Map();
  const start = () => {
    const worker = new Worker(address), own = { worker, jobs: new Set() };
    worker.onmessage = ({ data }) => heard(own, data);
    worker.onerror = (event) => {
      event.preventDefault();
      workers = workers.map((one) => (one === own ? start() : one));
      worker.terminate();
      for (const id of own.jobs) settle(id, { failed: "worker" });
    };
    return own;
  };
  const settle = (id, { result, failed }) => {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    one.own.jobs.delete(id);
    if (failed) one.reject(new Error(failed));
    else one.resolve(result);
  };
  const heard = (own, data) => {
    const one = waiting.get(data.id);
    if (data.ask) {
      const answer = (more) => own.worker.postMessage({ answer: data.ask, ...more });
      ask({ inside: data.inside, cards: one?.cards ?? [] }).then((result) => answer({ result }), (error) => answer({ failed: error.message }));
    } else if ("all" in data) one?.told?.(data.done, data.all);
    else settle(data.id, data);
  };
  const ask = (job, told) => new Promise((resolve, reject) => {
    const own = workers.reduce((best, one) => (one.jobs.size < best.jobs.size ? one : best));
    last += 1;
    waiting.set(last, { resolve, reject, told, own, cards: job.cards });
    own.jobs.add(last);
    own.worker.postMessage({ id: last, ...job }, given(job.inside));
  });
  try {
    address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    workers = Array.from({ length: Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency ?? 1)) }, start);
  } catch {
    return alone;
  }
  return { lanes: workers.length, card: (card) => ask({ card }), judge: (file, cards, told) => ask({ file, cards }, told) };
}
