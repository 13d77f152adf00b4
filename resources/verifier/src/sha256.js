// SHA-256 (FIPS 180-4) of short texts at once. A browser answers each question to WebCrypto as an event of its own, which for the thousand
// disclosures of a dossier takes twenty times as long as to hash them. Files, signatures and what is signed are WebCrypto's.
const K = new Int32Array(64), START = new Int32Array(8), W = new Int32Array(64), H = new Int32Array(8);
const LONGEST = 4096, room = new Uint8Array(LONGEST + 72);

// The first 32 bits of what is behind the point of square and cube roots of the first primes, by whole numbers alone.
function root(prime, power) {
  const wanted = BigInt(prime) << BigInt(32 * power);
  let low = 0n, high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(power) <= wanted) low = middle;
    else high = middle;
  }
  return Number(BigInt.asIntN(32, low));
}
for (let prime = 2, found = 0; found < 64; prime += 1) {
  let isPrime = true;
  for (let by = 2; by * by <= prime; by += 1) if (prime % by === 0) isPrime = false;
  if (!isPrime) continue;
  if (found < 8) START[found] = root(prime, 2);
  K[found] = root(prime, 3);
  found += 1;
}

function block(at) {
  for (let place = 0; place < 16; place += 1) {
    const from = at + 4 * place;
    W[place] = (room[from] << 24) | (room[from + 1] << 16) | (room[from + 2] << 8) | room[from + 3];
  }
  for (let place = 16; place < 64; place += 1) {
    const one = W[place - 15], two = W[place - 2];
    const first = ((one >>> 7) | (one << 25)) ^ ((one >>> 18) | (one << 14)) ^ (one >>> 3), second = ((two >>> 17) | (two << 15)) ^ ((two >>> 19) | (two << 13)) ^ (two >>> 10);
    W[place] = (W[place - 16] + first + W[place - 7] + second) | 0;
  }
  let a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
  for (let place = 0; place < 64; place += 1) {
    const first = (h + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + K[place] + W[place]) | 0;
    const second = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + first) | 0; d = c; c = b; b = a; a = (first + second) | 0;
  }
  H[0] = (H[0] + a) | 0; H[1] = (H[1] + b) | 0; H[2] = (H[2] + c) | 0; H[3] = (H[3] + d) | 0;
  H[4] = (H[4] + e) | 0; H[5] = (H[5] + f) | 0; H[6] = (H[6] + g) | 0; H[7] = (H[7] + h) | 0;
}

// The 32 bytes of the digest of a text in ASCII, or null for a longer or another one.
export function digestOfShort(text) {
  const { length } = text;
  if (length > LONGEST) return null;
  let all = 0;
  for (let place = 0; place < length; place += 1) {
    const code = text.charCodeAt(place);
    all |= code;
    room[place] = code;
  }
  if (all > 127) return null;
  const end = ((length + 72) >> 6) << 6;
  room.fill(0, length, end);
  room[length] = 128;
  room[end - 3] = (length >>> 13) & 255;
  room[end - 2] = (length >>> 5) & 255;
  room[end - 1] = (length << 3) & 255;
  H.set(START);
  for (let at = 0; at < end; at += 64) block(at);
  const found = new Uint8Array(32);
  for (let place = 0; place < 32; place += 1) found[place] = H[place >> 2] >>> (24 - 8 * (place & 3));
  return found;
}
