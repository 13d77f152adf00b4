// Short deflate streams (RFC 1950, 1951) at once, without a window and a state for each: an archive has thousands of them.
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258], LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577], DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MOST_BITS = 15, AT_ONCE = 10, MOST_KEPT = 4 * 1024 * 1024, LAST_LETTER = 256 << 4;
const wrong = () => { throw new Error("deflate"); };

// A code of Huffman: what ten bits at once mean (0: a longer one), and what RFC 1951, 3.2.2 needs for those.
const code = (most) => ({ fast: new Uint16Array(1 << AT_ONCE), counts: new Uint16Array(MOST_BITS + 1), symbols: new Uint16Array(most) });
const places = new Uint16Array(MOST_BITS + 2);

// From the lengths of its words; only a code of a single word may leave words without a meaning, and one of distances may be empty.
function build(into, lengths, from, to, isSpare) {
  const { fast, counts, symbols } = into;
  counts.fill(0);
  fast.fill(0);
  for (let one = from; one < to; one += 1) counts[lengths[one]] += 1;
  const used = to - from - counts[0];
  counts[0] = 0;
  let left = 1, longest = 0;
  for (let length = 1; length <= MOST_BITS; length += 1) {
    left = left * 2 - counts[length];
    if (left < 0) wrong();
    if (counts[length]) longest = length;
  }
  if (left > 0 && used > 0 && !(isSpare && longest === 1)) wrong();
  if (!used && !isSpare) wrong();
  places[1] = 0;
  for (let length = 1; length <= MOST_BITS; length += 1) places[length + 1] = places[length] + counts[length];
  for (let one = from; one < to; one += 1) if (lengths[one]) symbols[places[lengths[one]]++] = one - from;
  let word = 0, at = 0;
  for (let length = 1; length <= AT_ONCE; length += 1) {
    for (let each = 0; each < counts[length]; each += 1, word += 1, at += 1) {
      let turned = 0;
      for (let bit = 0; bit < length; bit += 1) turned |= ((word >> bit) & 1) << (length - 1 - bit);
      for (let place = turned; place < 1 << AT_ONCE; place += 1 << length) fast[place] = (symbols[at] << 4) | length;
    }
    word <<= 1;
  }
}

const lengths = new Uint8Array(320), literals = code(288), distances = code(32), sizes = code(19), fixedLiterals = code(288), fixedDistances = code(32);
build(fixedLiterals, Uint8Array.from({ length: 288 }, (_, one) => (one < 144 ? 8 : one < 256 ? 9 : one < 280 ? 7 : 8)), 0, 288, false);
build(fixedDistances, new Uint8Array(32).fill(5), 0, 32, false);

let room = new Uint8Array(256 * 1024);

// The bytes that all of data gives, with nothing before and behind; tooMany() raises beyond as many as most. Raises an error for anything else.
export function inflate(data, most, isRaw, tooMany) {
  const end = data.length;
  let at = 0, hold = 0, bits = 0, size = 0, window = 32768;
  const need = (count) => {
    while (bits < count) {
      if (at >= end + 4) wrong();
      hold |= (at < end ? data[at] : 0) << bits;
      at += 1;
      bits += 8;
    }
  };
  const take = (count) => {
    need(count);
    const found = hold & ((1 << count) - 1);
    hold >>>= count;
    bits -= count;
    return found;
  };
  const symbol = ({ fast, counts, symbols }) => {
    need(MOST_BITS);
    const found = fast[hold & ((1 << AT_ONCE) - 1)];
    if (found) {
      hold >>>= found & 15;
      bits -= found & 15;
      return found >> 4;
    }
    for (let length = 1, word = 0, first = 0, index = 0; length <= MOST_BITS; length += 1) {
      word |= (hold >> (length - 1)) & 1;
      if (word - first < counts[length]) {
        hold >>>= length;
        bits -= length;
        return symbols[index + word - first];
      }
      index += counts[length];
      first = (first + counts[length]) << 1;
      word <<= 1;
    }
    return wrong();
  };
  const grow = (more) => {
    if (size + more > most) tooMany();
    if (size + more <= room.length) return;
    const larger = new Uint8Array(Math.max(room.length * 2, size + more));
    larger.set(room.subarray(0, size));
    room = larger;
  };
  const block = (ofLiterals, ofDistances) => {
    const { fast } = ofLiterals;
    for (;;) {
      // One letter after the other, as most of it is, without a look at anything else.
      const into = room, until = Math.min(into.length, most);
      let [h, b, from, to] = [hold, bits, at, size];
      for (;;) {
        while (b < MOST_BITS) {
          if (from >= end + 4) wrong();
          h |= (from < end ? data[from] : 0) << b;
          from += 1;
          b += 8;
        }
        const found = fast[h & ((1 << AT_ONCE) - 1)];
        if (!found || found >= LAST_LETTER || to >= until) break;
        h >>>= found & 15;
        b -= found & 15;
        into[to] = found >> 4;
        to += 1;
      }
      [hold, bits, at, size] = [h, b, from, to];
      const one = symbol(ofLiterals);
      if (one < 256) {
        if (size >= room.length || size >= most) grow(1);
        room[size] = one;
        size += 1;
      } else if (one === 256) return;
      else {
        if (one > 285) wrong();
        const length = LENGTHS[one - 257] + take(LENGTH_BITS[one - 257]), other = symbol(ofDistances);
        if (other > 29) wrong();
        const distance = DISTANCES[other] + take(DISTANCE_BITS[other]);
        if (distance > size || distance > window) wrong();
        if (size + length > room.length || size + length > most) grow(length);
        const bytes = room;
        for (let place = size, stop = size + length; place < stop; place += 1) bytes[place] = bytes[place - distance];
        size += length;
      }
    }
  };
  if (!isRaw) {
    const head = take(16), method = head & 0xff, flags = head >> 8;
    if (((method << 8) | flags) % 31 || (method & 15) !== 8 || method >> 4 > 7 || flags & 0x20) wrong();
    window = 1 << ((method >> 4) + 8);
  }
  for (let isLast = 0; !isLast;) {
    isLast = take(1);
    const kind = take(2);
    if (kind === 0) {
      at -= bits >> 3;
      [hold, bits] = [0, 0];
      const length = data[at] | (data[at + 1] << 8);
      if (at + 4 > end || (data[at + 2] | (data[at + 3] << 8)) !== (~length & 0xffff) || at + 4 + length > end) wrong();
      grow(length);
      room.set(data.subarray(at + 4, at + 4 + length), size);
      size += length;
      at += 4 + length;
    } else if (kind === 1) block(fixedLiterals, fixedDistances);
    else if (kind === 2) {
      const ofLiterals = take(5) + 257, all = ofLiterals + take(5) + 1, listed = take(4) + 4;
      if (ofLiterals > 286 || all - ofLiterals > 30) wrong();
      lengths.fill(0, 0, 19);
      for (let place = 0; place < listed; place += 1) lengths[ORDER[place]] = take(3);
      build(sizes, lengths, 0, 19, false);
      for (let place = 0; place < all;) {
        const one = symbol(sizes);
        if (one < 16) { lengths[place] = one; place += 1; continue; }
        if (one === 16 && !place) wrong();
        const value = one === 16 ? lengths[place - 1] : 0, times = one === 16 ? 3 + take(2) : one === 17 ? 3 + take(3) : 11 + take(7);
        if (place + times > all) wrong();
        lengths.fill(value, place, place + times);
        place += times;
      }
      if (!lengths[256]) wrong();
      build(literals, lengths, 0, ofLiterals, true);
      build(distances, lengths, ofLiterals, all, true);
      block(literals, distances);
    } else wrong();
  }
  at -= bits >> 3;
  if (at + (isRaw ? 0 : 4) !== end) wrong();
  const found = room.slice(0, size);
  if (room.length > MOST_KEPT) room = new Uint8Array(256 * 1024);
  if (!isRaw && adler(found) !== ((data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3]) >>> 0) wrong();
  return found;
}

// Of so many bytes at a time the sums stay exact.
const EXACT = 3800;
function adler(bytes) {
  let one = 1, two = 0;
  for (let at = 0; at < bytes.length;) {
    for (const end = Math.min(bytes.length, at + EXACT); at < end; at += 1) {
      one += bytes[at];
      two += one;
    }
    one %= 65521;
    two %= 65521;
  }
  return ((two << 16) | one) >>> 0;
}
