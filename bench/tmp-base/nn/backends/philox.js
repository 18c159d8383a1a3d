// Random numbers as a pure function of a key and a position: Philox 4x32-10 (Salmon and others, "Parallel random
// numbers: as easy as 1, 2, 3", 2011), keyed and converted to floats as in TensorFlow's StatelessRandomUniform and
// StatelessRandomNormal. So a dropout mask is the same, bit for bit, on both backends.
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57];
const KEY_STEPS = [0x9e3779b9, 0xbb67ae85];
const ROUNDS = 10;
/** TensorFlow's key for turning a seed into key and counter. */
const SCRAMBLE_KEY = [0x3ec8f720, 0x02461e29];
/** TensorFlow's guard against the logarithm of zero. */
const SMALLEST_UNIFORM = Math.fround(1e-7);
/** `length` float32 values in [0, 1), multiples of 2^-23. `seed`: two int32. */
export function uniformValues(seed, length) {
    const words = randomWords(seed, length);
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++)
        values[i] = toUnit(words[i]);
    return values;
}
/** `length` standard normal float32 values, by the transform of Box and Muller. `seed`: two int32. */
export function normalValues(seed, length) {
    const words = randomWords(seed, length);
    const values = new Float32Array(words.length);
    for (let i = 0; i < words.length; i += 2) {
        const radius = Math.sqrt(-2 * Math.log(Math.max(toUnit(words[i]), SMALLEST_UNIFORM)));
        const angle = 2 * Math.PI * toUnit(words[i + 1]);
        values[i] = Math.sin(angle) * radius;
        values[i + 1] = Math.cos(angle) * radius;
    }
    return values.subarray(0, length);
}
/** At least `length` words of 32 bits, in blocks of four; block number `i` is the cipher of the counter plus `i`. */
function randomWords(seed, length) {
    const blocks = Math.ceil(length / 4);
    const words = new Uint32Array(4 * blocks);
    // The two seeds as 64-bit numbers, sign and all.
    const mixed = Uint32Array.of(seed[0], seed[0] >> 31, seed[1], seed[1] >> 31);
    encrypt(mixed, 0, SCRAMBLE_KEY);
    const key = [mixed[0], mixed[1]];
    for (let block = 0; block < blocks; block++) {
        words[4 * block] = block; // 2^32 blocks are more than any tensor has
        words[4 * block + 2] = mixed[2];
        words[4 * block + 3] = mixed[3];
        encrypt(words, 4 * block, key);
    }
    return words;
}
/** Philox's ten rounds on the counter in the four words from `at` on, in place. */
function encrypt(words, at, key) {
    let [a, b, c, d] = [words[at], words[at + 1], words[at + 2], words[at + 3]];
    let [k, l] = key;
    for (let round = 0; round < ROUNDS; round++) {
        const high0 = multiplyHigh(MULTIPLIERS[0], a);
        const low0 = Math.imul(MULTIPLIERS[0], a);
        const high1 = multiplyHigh(MULTIPLIERS[1], c);
        const low1 = Math.imul(MULTIPLIERS[1], c);
        a = (high1 ^ b ^ k) >>> 0;
        b = low1 >>> 0;
        c = (high0 ^ d ^ l) >>> 0;
        d = low0 >>> 0;
        k = (k + KEY_STEPS[0]) >>> 0;
        l = (l + KEY_STEPS[1]) >>> 0;
    }
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c;
    words[at + 3] = d;
}
/** The upper 32 bits of the product of two unsigned 32-bit numbers. All intermediate values are below 2^53. */
function multiplyHigh(x, y) {
    const low = (x & 0xffff) * y;
    const high = (x >>> 16) * y + Math.floor(low / 0x10000);
    return Math.floor(high / 0x10000) >>> 0;
}
/** The lower 23 bits, as TensorFlow takes them. */
function toUnit(word) {
    return (word & 0x7fffff) * 2 ** -23;
}
