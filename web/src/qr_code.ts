// An address as a QR code (ISO/IEC 18004): bytes, error correction M, versions 1 to 9. That holds
// 180 bytes, which every address of ours keeps well below.

const correction = [10, 16, 26, 18, 24, 16, 18, 22, 22]; // codewords for each block, by version
const blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5];
const total = [26, 44, 70, 100, 134, 172, 196, 242, 292]; // codewords in all
const alignment = [[], [18], [22], [26], [30], [34], [22, 38], [24, 42], [26, 46]];

type Matrix = Uint8Array[];

// GF(256) over x⁸+x⁴+x³+x²+1.
const power = new Uint8Array(255);
const logarithm = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; ++i) {
  power[i] = x;
  logarithm[x] = i;
  x = (x << 1) ^ (x & 128 ? 0x11d : 0);
}
const times = (a: number, b: number) => (a && b ? power[(logarithm[a]! + logarithm[b]!) % 255]! : 0);

function remainder(words: Uint8Array, degree: number): Uint8Array {
  const generator = new Uint8Array(degree); // its leading 1 is left out
  generator[degree - 1] = 1;
  for (let i = 0; i < degree; ++i)
    for (let j = 0; j < degree; ++j)
      generator[j] = times(generator[j]!, power[i]!) ^ (j + 1 < degree ? generator[j + 1]! : 0);
  const rest = new Uint8Array(degree);
  for (const word of words) {
    const factor = word ^ rest[0]!;
    rest.copyWithin(0, 1);
    rest[degree - 1] = 0;
    generator.forEach((g, i) => (rest[i]! ^= times(g, factor)));
  }
  return rest;
}

/** The bytes with mode, length and padding, in blocks with their correction, interleaved. */
function codewords(bytes: Uint8Array, version: number): number[] {
  const degree = correction[version - 1]!;
  const count = blocks[version - 1]!;
  const room = total[version - 1]! - degree * count;
  const words = new Uint8Array(room);
  const bits = [0b0100, bytes.length >> 4, ((bytes.length & 15) << 4) | (bytes[0] ?? 0) >> 4];
  words[0] = (bits[0]! << 4) | bits[1]!;
  words[1] = bits[2]!;
  bytes.forEach((byte, i) => (words[i + 2] = ((byte & 15) << 4) | ((bytes[i + 1] ?? 0) >> 4)));
  for (let i = bytes.length + 2, pad = 0xec; i < room; ++i, pad ^= 0xec ^ 0x11) words[i] = pad;

  const short = Math.floor(room / count);
  const shorter = count - (room % count);
  const parts: Uint8Array[] = [];
  for (let i = 0, at = 0; i < count; ++i) {
    const size = short + (i < shorter ? 0 : 1);
    parts.push(words.subarray(at, (at += size)));
  }
  const rests = parts.map((part) => remainder(part, degree));
  const woven: number[] = [];
  for (const [rows, length] of [[parts, short + 1], [rests, degree]] as const)
    for (let i = 0; i < length; ++i)
      for (const row of rows) if (i < row.length) woven.push(row[i]!);
  return woven;
}

/** A number followed by the rest of its division, as the fixed patterns want it. */
function withCheck(value: number, polynomial: number, degree: number): number {
  let rest = value << degree;
  for (let i = 31 - Math.clz32(polynomial); Math.clz32(rest) <= Math.clz32(1 << i); )
    rest ^= polynomial << (Math.clz32(polynomial) - Math.clz32(rest));
  return (value << degree) | rest;
}

const masks: ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** How hard a pattern is to read (§7.8.3). */
function penalty(matrix: Matrix): number {
  const size = matrix.length;
  const columns = matrix.map((_, x) => matrix.map((row) => row[x]).join(""));
  let sum = 0;
  for (const line of [...matrix.map((row) => row.join("")), ...columns]) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    sum += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  let dark = 0;
  matrix.forEach((row, y) =>
    row.forEach((cell, x) => {
      dark += cell;
      const next = matrix[y + 1];
      if (next && x + 1 < size && cell === row[x + 1] && cell === next[x] && cell === next[x + 1]) sum += 3;
    }),
  );
  return sum + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

/** Rows of cells, 1 for dark, without the quiet zone of four cells around it. */
export function qrCode(text: string): Matrix {
  const bytes = new TextEncoder().encode(text);
  const version = 1 + total.findIndex((all, i) => bytes.length + 2 <= all - correction[i]! * blocks[i]!);
  if (version === 0) throw new RangeError("the address is too long for a QR code");
  const size = 17 + 4 * version;
  const empty = () => Array.from({ length: size }, () => new Uint8Array(size));
  const cells = empty();
  const fixed = empty();
  const set = (x: number, y: number, dark: boolean | number) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    cells[y]![x] = dark ? 1 : 0;
    fixed[y]![x] = 1;
  };
  const squares = (cx: number, cy: number, reach: number, isDark: (distance: number) => boolean) => {
    for (let y = -reach; y <= reach; ++y)
      for (let x = -reach; x <= reach; ++x)
        set(cx + x, cy + y, isDark(Math.max(Math.abs(x), Math.abs(y))));
  };

  for (let i = 0; i < size; ++i) {
    set(i, 6, i % 2 === 0);
    set(6, i, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const)
    squares(x, y, 4, (d) => d !== 2 && d !== 4);
  const places = [6, ...alignment[version - 1]!];
  const last = places.at(-1)!;
  for (const x of places)
    for (const y of places)
      if (version > 1 && !(x === 6 && y === 6) && !(x === 6 && y === last) && !(x === last && y === 6))
        squares(x, y, 2, (d) => d !== 1);
  if (version >= 7) {
    const bits = withCheck(version, 0x1f25, 12);
    for (let i = 0; i < 18; ++i) {
      const near = Math.floor(i / 3);
      const far = size - 11 + (i % 3);
      set(near, far, (bits >> i) & 1);
      set(far, near, (bits >> i) & 1);
    }
  }
  const format = (mask: number) => {
    const bits = withCheck(mask, 0x537, 10) ^ 0x5412; // M is 00
    for (let i = 0; i < 15; ++i) {
      const bit = (bits >> i) & 1;
      set(8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, bit);
      set(i < 8 ? size - 1 - i : i < 9 ? 15 - i : 14 - i, 8, bit);
    }
    set(8, size - 8, 1);
  };
  format(0);

  const words = codewords(bytes, version);
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5; // the timing column
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; ++step)
      for (const x of [right, right - 1]) {
        const y = upward ? size - 1 - step : step;
        if (fixed[y]![x]) continue;
        cells[y]![x] = ((words[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
        bit += 1;
      }
  }

  const masked = masks.map((mask, number) => {
    format(number);
    return cells.map((row, y) => row.map((cell, x) => (fixed[y]![x] || mask(x, y) ? cell : cell ^ 1)));
  });
  return masked.reduce((best, other) => (penalty(other) < penalty(best) ? other : best));
}
