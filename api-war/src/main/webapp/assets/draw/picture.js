// The live picture with its controls.
import { html, memory, useEffect, useRef, useState } from '../lib.js';
import { t, compare, number, percent } from '../texts.js';
import { errorText } from '../api.js';
import { Icon, complain } from '../parts/ui.js';
import { nameOf } from './boxes.js';
import { feed, nothingSeen } from './feed.js';
import { canFloat, float } from './float.js';
import { placeIn, useSketch } from './region.js';

/** Widths of the pictures that are so many lines high; `auto` finds its own. */
const SIZES = { __proto__: null, auto: null, 1080: 1920, 720: 1280, 360: 640 };
const RATES = [30, 15, 10, 5, 1];
const SAID_MS = 5000;
/** An agent's clock is known to a second: it is read from its Date fields. */
const CLOCK_MS = 1000;
const other = (id) => t('result.class', { id });

/** "2 persons, 1 car" in any language: names with their counts. */
export function counted(result) {
  const counts = new Map();
  for (const found of result?.detections ?? []) counts.set(nameOf(found, other), (counts.get(nameOf(found, other)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => compare(a, b)).map(([name, count]) => `${number(count)} × ${name}`).join(', ');
}

function save(canvas, name) {
  canvas.toBlob((blob) => {
    const url = URL.createObjectURL(blob);
    const link = document.createElement('a');
    [link.href, link.download] = [url, name];
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }, 'image/png');
}

export function LivePicture({ agent, camera, results, marked = null, mark, region = null, drawn, skew = 0, small, off = false }) {
  const canvas = useRef(null);
  const box = useRef(null);
  const running = useRef(null);
  const [seen, setSeen] = useState(nothingSeen);
  const [controls, setControls] = useState({ boxes: true, least: 0, paused: false, size: 'auto', fps: 15 });
  const [aloud, setAloud] = useState(() => memory.get('aloud', false));
  const [said, setSaid] = useState('');
  const now = useRef(null);
  now.current = { ...controls, quality: small ? { width: 480, fps: 8 } : SIZES[controls.size] && { width: SIZES[controls.size], fps: controls.fps }, expects: Boolean(results), marked, skew: Math.abs(skew) > CLOCK_MS ? skew : 0, other, off };
  useEffect(() => {
    running.current = feed(canvas.current, agent, camera, () => now.current, setSeen);
    return () => running.current.close();
  }, [agent, camera]);
  useEffect(() => results?.((result) => running.current?.result(result)), [results]);
  const result = useRef(null);
  result.current = seen.result;
  useEffect(() => {
    if (!aloud || !results || small) return undefined;
    const say = () => setSaid(counted(result.current) || t('result.nothing'));
    if (result.current) say();
    const timer = setInterval(say, SAID_MS);
    return () => clearInterval(timer);
  }, [aloud, results, small]);
  const sketch = useSketch(canvas, drawn);
  const point = (event) => mark(running.current?.at(placeIn(canvas.current, event))?.track_id ?? null);
  const inside = sketch.region ?? region;
  const pointing = sketch.drawing ? sketch.handlers : mark ? { onPointerMove: point, onPointerLeave: () => mark(null) } : {};
  const set = (change) => setControls((old) => ({ ...old, ...change }));
  // Asked for anew once this has been drawn: what is asked for is read then.
  const ask = (change) => { set(change); setTimeout(() => running.current?.restart()); };
  const act = {
    ' ': () => set({ paused: !controls.paused }), b: () => set({ boxes: !controls.boxes }),
    s: () => save(canvas.current, `${camera}-${seen.lastId ?? 0}.png`), f: () => (document.fullscreenElement ? document.exitFullscreen() : box.current.requestFullscreen()),
  };
  const key = (event) => {
    if (!act[event.key] || !memory.get('keys', true) || event.target.matches('input, select, button') || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act[event.key]();
  };
  const wait = off ? t('picture.none') : seen.failure ? errorText(seen.failure) : seen.state === 'no_signal' ? t('picture.no_signal')
    : seen.quiet === null ? t('picture.starting') : seen.quiet > 2000 && !controls.paused ? t('picture.stalled', { count: Math.round(seen.quiet / 1000) }) : null;
  const quality = seen.quality;
  return html`<div class="stack" onKeyDown=${key}><div class=${`picture ${sketch.drawing ? 'drawing' : ''}`} ref=${box} tabindex="0" role="img" ...${pointing} aria-label=${`${t('picture.of', { name: camera })}. ${counted(seen.result)}`}>
      <canvas ref=${canvas} width="1280" height="720"></canvas>
      ${inside && html`<svg class="region" viewBox=${`0 0 ${seen.width || 16} ${seen.height || 9}`} aria-hidden="true"><rect x=${inside.x * (seen.width || 16)} y=${inside.y * (seen.height || 9)} width=${inside.w * (seen.width || 16)} height=${inside.h * (seen.height || 9)} /></svg>`}
      ${wait && html`<div class="wait" aria-busy=${!seen.failure}>${wait}</div>`}
      <div class="over">${controls.paused && html`<strong>${t('picture.paused')}</strong>`}${seen.state === 'stale' && html`<strong>${t('picture.stale')}</strong>`}${seen.dark && html`<strong class="dark">${t('picture.dark')}</strong>`}<span>${t('picture.fps', { value: Math.round(seen.fps) })}</span>
        ${seen.latency !== null && seen.latency !== undefined && html`<span>${t('unit.ms', { value: Math.max(0, Math.round(seen.latency)) })}</span>`}<span>${seen.width}×${seen.height}</span>
        ${seen.dropped > 0 && html`<span>${t('picture.dropped', { count: seen.dropped })}</span>`}</div></div>
    ${!small && html`<div class="row"><button type="button" class="small" aria-pressed=${controls.paused} onClick=${act[' ']}><${Icon} name=${controls.paused ? 'play' : 'pause'} />${t(controls.paused ? 'action.resume' : 'action.pause')}</button>
      <button type="button" class="small" onClick=${act.s}><${Icon} name="camera" />${t('action.snapshot')}</button><button type="button" class="small" onClick=${act.f}><${Icon} name="full" />${t('action.full')}</button>
      ${canFloat && html`<button type="button" class="small" onClick=${() => float(canvas.current).catch(complain)}>${t('action.float')}</button>`}
      ${drawn && html`<button type="button" class="small" aria-pressed=${sketch.drawing} disabled=${off} onClick=${sketch.toggle}>${t('picture.region')}</button>`}
      <select id="picture-size" aria-label=${t('picture.quality')} value=${controls.size} onChange=${(e) => ask({ size: e.target.value })}>${['auto', '1080', '720', '360'].map((one) => html`<option key=${one} value=${one}>${one === 'auto' ? t('picture.quality_auto') : `${one}p`}</option>`)}</select>
      ${controls.size !== 'auto' && html`<select id="picture-fps" aria-label=${t('picture.rate')} value=${controls.fps} onChange=${(e) => ask({ fps: Number(e.target.value) })}>${RATES.map((one) => html`<option key=${one} value=${one}>${t('picture.fps', { value: one })}</option>`)}</select>`}
      ${quality && html`<span class="soft" role="status">${controls.size === 'auto' ? t('picture.force_auto', quality) : t('picture.force', quality)}</span>`}
      ${results && html`<label class="check"><input type="checkbox" checked=${controls.boxes} onChange=${(e) => set({ boxes: e.target.checked })} />${t('picture.boxes')}</label>
      <label class="slide">${t('picture.least', { value: percent(controls.least) })}<input type="range" min="0" max="1" step="0.05" value=${controls.least} onInput=${(e) => set({ least: Number(e.target.value) })} /></label>
      <label class="check"><input type="checkbox" checked=${aloud} onChange=${(e) => { memory.set('aloud', e.target.checked); setAloud(e.target.checked); }} />${t('picture.aloud')}</label>`}</div>
    ${results && html`<p class="soft">${counted(seen.result) || t('result.nothing')}</p>`}${sketch.drawing && html`<p class="hint" role="status">${t('picture.region_hint')}</p>`}<span class="hush" role="status">${said}</span>`}</div>`;
}
