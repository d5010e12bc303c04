// A QR code of up to 47 characters (version 2, level L, alphanumeric), drawn as SVG elements. ISO/IEC 18004.
import { html, useMemo } from '../lib.js';
import { t } from '../texts.js';

const SIZE = 25;
const DATA = 34;
const CHECK = 10;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
/** Level L with mask 0. */
const FORMAT = 0b111011111000100;

const EXP = [];
const LOG = [];
for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = x;
  LOG[x] = i;
  x = x & 128 ? (x << 1) ^ 0x11d : x << 1;
}
const times = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);

function codewords(text) {
  let bits = `0010${text.length.toString(2).padStart(9, '0')}`;
  for (let i = 0; i < text.length; i += 2) {
    const a = ALPHABET.indexOf(text[i]);
    bits += i + 1 < text.length ? (a * 45 + ALPHABET.indexOf(text[i + 1])).toString(2).padStart(11, '0') : a.toString(2).padStart(6, '0');
  }
  bits += '0'.repeat(Math.min(4, DATA * 8 - bits.length));
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  const words = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  for (let i = 0; words.length < DATA; i++) words.push(i % 2 ? 0x11 : 0xec);
  return [...words, ...remainder(words)];
}

function remainder(words) {
  let generator = [1];
  for (let i = 0; i < CHECK; i++) {
    const next = [...generator, 0];
    generator.forEach((factor, j) => { next[j + 1] ^= times(factor, EXP[i]); });
    generator = next;
  }
  const rest = [...words, ...Array(CHECK).fill(0)];
  for (let i = 0; i < words.length; i++) {
    const lead = rest[i];
    generator.forEach((factor, j) => { rest[i + j] ^= times(factor, lead); });
  }
  return rest.slice(words.length);
}

/** The dark modules, row by row. */
export function modules(text) {
  if (text.length > 47 || [...text].some((c) => !ALPHABET.includes(c))) return null;
  const grid = Array.from({ length: SIZE }, () => Array(SIZE).fill(null));
  const set = (x, y, dark) => { if (x >= 0 && y >= 0 && x < SIZE && y < SIZE) grid[y][x] = dark; };
  const square = (cx, cy, reach, dark) => {
    for (let y = -reach; y <= reach; y++) for (let x = -reach; x <= reach; x++) set(cx + x, cy + y, dark(Math.max(Math.abs(x), Math.abs(y))));
  };
  for (const [x, y] of [[3, 3], [SIZE - 4, 3], [3, SIZE - 4]]) square(x, y, 4, (d) => d !== 2 && d !== 4);
  square(18, 18, 2, (d) => d !== 1);
  for (let i = 8; i < SIZE - 8; i++) { set(i, 6, i % 2 === 0); set(6, i, i % 2 === 0); }
  const bit = (i) => ((FORMAT >> i) & 1) === 1;
  for (let i = 0; i < 15; i++) {
    const near = i < 6 ? i : i < 8 ? i + 1 : SIZE - 15 + i;
    set(8, near, bit(i));
    const far = i < 8 ? SIZE - 1 - i : i === 8 ? 7 : 14 - i;
    set(far, 8, bit(i));
  }
  set(8, SIZE - 8, true);
  const bits = codewords(text).map((word) => word.toString(2).padStart(8, '0')).join('');
  let n = 0;
  for (let right = SIZE - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < SIZE; step++) {
      const y = ((right + 1) & 2) === 0 ? SIZE - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid[y][x] !== null) continue;
        grid[y][x] = (bits[n++] === '1') !== ((x + y) % 2 === 0);
      }
    }
  }
  return grid;
}

export function Qr({ text }) {
  const path = useMemo(() => modules(text.toUpperCase())?.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join(''), [text]);
  return path && html`<svg width="180" height="180" viewBox="-4 -4 33 33" role="img" aria-label=${t('pair.qr')} shape-rendering="crispEdges"><rect x="-4" y="-4" width="33" height="33" fill="#fff" /><path d=${path} fill="#000" /></svg>`;
}
