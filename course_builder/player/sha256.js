/**
 * SHA-256, since browsers lend theirs to secure contexts only, and packages are opened over
 * plain HTTP and from files too. Source: FIPS 180-4, section 6.2.
 */

const WORD = 2 ** 32;
// The first 32 bits of the fractional parts of the square roots of the first 8 primes, and
// of the cube roots of the first 64.
const FIRST_STATE = Uint32Array.from(primes().slice(0, 8), (p) => fractionBits(Math.sqrt(p)));
const ROUND_WORDS = Uint32Array.from(primes(), (p) => fractionBits(Math.cbrt(p)));

/**
 * @param {Uint8Array} bytes
 * @returns {Uint32Array} the eight words of the digest
 */
export function sha256(bytes) {
  const state = Uint32Array.from(FIRST_STATE);
  const message = padded(bytes);
  const view = new DataView(message.buffer);
  const words = new Uint32Array(64);
  for (let block = 0; block < message.length; block += 64) {
    for (let t = 0; t < 16; t += 1) words[t] = view.getUint32(block + 4 * t);
    for (let t = 16; t < 64; t += 1) {
      const [w15, w2] = [wordAt(words, t - 15), wordAt(words, t - 2)];
      const s0 = turned(w15, 7) ^ turned(w15, 18) ^ (w15 >>> 3);
      const s1 = turned(w2, 17) ^ turned(w2, 19) ^ (w2 >>> 10);
      words[t] = wordAt(words, t - 16) + (s0 >>> 0) + wordAt(words, t - 7) + (s1 >>> 0);
    }
    compress(state, words);
  }
  return state;
}

/**
 * @param {Uint32Array} state
 * @param {Uint32Array} words
 */
function compress(state, words) {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t += 1) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const chosen = (e & f) ^ (~e & g);
    const t1 = h + (s1 >>> 0) + (chosen >>> 0) + wordAt(ROUND_WORDS, t) + wordAt(words, t);
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const most = (a & b) ^ (a & c) ^ (b & c);
    const t2 = (s0 >>> 0) + (most >>> 0);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) % WORD, c, b, a, (t1 + t2) % WORD];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = wordAt(state, index) + word;
  });
}

/**
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} with a one, noughts, and the length in bits: whole blocks
 */
function padded(bytes) {
  const message = new Uint8Array(64 * Math.ceil((bytes.length + 9) / 64));
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setBigUint64(message.length - 8, BigInt(bytes.length) * 8n);
  return message;
}

/**
 * @param {number} word
 * @param {number} bits
 */
function turned(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

/**
 * @param {Uint32Array} words
 * @param {number} index
 */
function wordAt(words, index) {
  return words[index] ?? 0;
}

/** @returns {number[]} the first 64 primes */
function primes() {
  /** @type {number[]} */
  const found = [];
  for (let n = 2; found.length < 64; n += 1) {
    if (found.every((prime) => n % prime)) found.push(n);
  }
  return found;
}

/** @param {number} number */
function fractionBits(number) {
  return Math.floor((number - Math.floor(number)) * WORD);
}
