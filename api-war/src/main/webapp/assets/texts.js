// Texts, numbers and times in the person's language. No sentence is put together from pieces.
import { memory, store } from './lib.js';

export const LANGUAGES = { en: 'English', 'zh-TW': '繁體中文', ko: '한국어' };
const PSEUDO = 'x-pseudo';
let texts = {};
let tag = 'en';
let plurals = new Intl.PluralRules('en');
/** Changes with the language, so that everything is drawn again. */
export const language = store('en');

function supported(wanted) {
  const lower = String(wanted).toLowerCase();
  if (lower === PSEUDO) return PSEUDO;
  if (lower.startsWith('zh')) return 'zh-TW';
  return Object.keys(LANGUAGES).find((known) => lower.split('-')[0] === known);
}

export function choose(locale) {
  const wishes = [memory.get('language'), locale, ...(navigator.languages ?? [])];
  return wishes.filter(Boolean).map(supported).find(Boolean) ?? 'en';
}

async function file(name) {
  const answer = await fetch(`/texts/${name}.json`);
  if (!answer.ok) throw new Error(`texts ${name}: ${answer.status}`);
  return answer.json();
}

export async function speak(chosen) {
  const loaded = await file(chosen === PSEUDO ? 'en' : chosen);
  texts = chosen === PSEUDO ? pseudo(loaded) : loaded;
  tag = chosen === PSEUDO ? 'en' : chosen;
  plurals = new Intl.PluralRules(tag);
  formats.clear();
  document.documentElement.lang = tag;
  language.set(chosen);
  idle(prepare);
}

const idle = (work) => (window.requestIdleCallback ?? setTimeout)(work);
/**
 * A browser loads what a kind of format needs when it is first used, for up to 50 ms on a small machine: between other things
 * then, one after another, and not while a page is drawn.
 */
const KINDS = [() => compare('a', 'b'), () => exact(Date.now()), () => relative(Date.now()), () => duration(1), () => bytes(1)];
function prepare(_, left = KINDS) {
  left[0]();
  if (left.length > 1) idle((deadline) => prepare(deadline, left.slice(1)));
}

function pseudo(loaded) {
  const marks = { a: 'à', e: 'ḗ', i: 'ĩ', o: 'ǿ', u: 'ŭ', n: 'ñ', s: 'š', A: 'Å', E: 'Ḗ', S: 'Š' };
  const change = (text) => text.split(/(\{\w+\})/).map((part) =>
    part.startsWith('{') ? part : part.replace(/[aeiounsAES]/g, (c) => marks[c] ?? c)).join('');
  return Object.fromEntries(Object.entries(loaded).map(([k, v]) => [k, `[!! ${change(v)} !!]`]));
}

export const has = (key) => key in texts;

/** A text by its key; `{name}` from values. With `count`, its plural form. */
export function t(key, values = {}) {
  const form = values.count === undefined ? key : [`${key}#${plurals.select(values.count)}`, `${key}#other`].find(has) ?? key;
  const text = texts[form];
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return value === undefined || value === null ? '' : typeof value === 'number' ? number(value) : visible(String(value));
  });
}

/** A text for a value of an open list: one this console does not know is "unknown". */
export const tOf = (prefix, value) => {
  const key = `${prefix}.${value}`;
  return has(key) ? texts[key] : texts['state.unknown'];
};

/** Text of strangers: control characters that turn the reading direction are shown, not obeyed. */
export const visible = (text) => String(text ?? '').replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

const formats = new Map();
function format(kind, options) {
  const key = kind.name + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new kind(tag, options));
  return formats.get(key);
}

export const number = (value, digits = 1) =>
  value === null || value === undefined ? '–' : format(Intl.NumberFormat, { maximumFractionDigits: digits }).format(value);
export const percent = (value) => format(Intl.NumberFormat, { style: 'percent' }).format(value ?? 0);

export function bytes(value) {
  if (value === null || value === undefined) return '–';
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(value) / Math.log(1024)));
  const options = { style: 'unit', unit: units[step], unitDisplay: step ? 'short' : 'long', maximumFractionDigits: step > 1 ? 1 : 0 };
  return format(Intl.NumberFormat, options).format(value / 1024 ** step);
}

const known = (time) => time && !Number.isNaN(new Date(time).getTime());
export const exact = (time) => (known(time) ? format(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(time)) : '–');
export const clock = (time) => (known(time) ? format(Intl.DateTimeFormat, { timeStyle: 'medium' }).format(new Date(time)) : '–');

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const STEPS = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
/** "3 minutes ago", or "in 4 minutes". */
export function relative(time, now = Date.now()) {
  if (!known(time)) return '–';
  const seconds = (new Date(time).getTime() - now) / 1000;
  if (Math.abs(seconds) > 30 * 86400) return format(Intl.DateTimeFormat, { dateStyle: 'medium' }).format(new Date(time));
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? STEPS[3];
  return format(Intl.RelativeTimeFormat, { numeric: 'auto', style: 'short' }).format(Math.trunc(seconds / size), unit);
}

/** "3 hr". */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [unit, size] = STEPS.find(([, length]) => whole >= length) ?? STEPS[3];
  return format(Intl.NumberFormat, { style: 'unit', unit, unitDisplay: 'short' }).format(Math.floor(whole / size));
}

/** "one, two and three". */
export const listed = (names) => format(Intl.ListFormat, { type: 'conjunction' }).format(names);

/** Compares texts as the language orders them; for many at once, take the function first. */
export const comparing = () => format(Intl.Collator, { numeric: true, sensitivity: 'base' }).compare;
export const compare = (a, b) => comparing()(a ?? '', b ?? '');
