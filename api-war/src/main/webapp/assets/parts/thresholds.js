// The settings of a running inference; they take effect at once, a moment after the last touch.
import { html, useEffect, useRef, useState } from '../lib.js';
import { t, percent, visible } from '../texts.js';
import { post } from '../api.js';
import { complain } from './ui.js';

const PAUSE_MS = 400;
const FIELDS = ['threshold', 'iou_threshold'];

/** `drawn`: a region that was just drawn on the picture. */
export function Thresholds({ path, running, labels, off, drawn }) {
  const [values, setValues] = useState(running.settings ?? {});
  const timer = useRef(null);
  useEffect(() => setValues(running.settings ?? {}), [running.session_id]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (change) => {
    const before = values;
    const next = { ...values, ...change };
    setValues(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      post(`${path}/inference/start`, { ...next, camera_id: running.camera_id, replace: true }).catch((failure) => { setValues(before); complain(failure); });
    }, PAUSE_MS);
  };
  const chosen = values.classes ?? null;
  const toggle = (label) => {
    const all = chosen ?? labels;
    const next = all.includes(label) ? all.filter((one) => one !== label) : [...all, label];
    set({ classes: next.length === labels.length || next.length === 0 ? null : next });
  };
  const region = values.region;
  useEffect(() => { if (drawn) set({ region: drawn }); }, [drawn]);
  const edge = (name, value) => {
    const next = { x: 0, y: 0, w: 1, h: 1, ...region, [name]: Math.min(1, Math.max(0, Number(value) || 0)) };
    set({ region: { ...next, w: Math.min(next.w, 1 - next.x), h: Math.min(next.h, 1 - next.y) } });
  };
  return html`<section class="card"><h2>${t('inference.settings')}</h2>
    ${FIELDS.map((name) => html`<div class="field" key=${name}><label for=${name}>${t(`inference.${name}`, { value: percent(values[name] ?? 0.5) })}</label><input id=${name} type="range" min="0" max="1" step="0.01" disabled=${off} value=${values[name] ?? 0.5} onInput=${(e) => set({ [name]: Number(e.target.value) })} /></div>`)}
    <div class="field"><label for="fps_limit">${t('inference.fps_limit')}</label><input id="fps_limit" type="number" min="1" max="60" disabled=${off} value=${values.fps_limit ?? 15} onChange=${(e) => e.target.checkValidity() && set({ fps_limit: Number(e.target.value) })} /></div>
    ${labels.length > 0 && html`<fieldset disabled=${off}><legend>${t('inference.classes')}</legend><div class="row">${labels.map((label) => html`<label class="check" key=${label}><input type="checkbox" checked=${!chosen || chosen.includes(label)} onChange=${() => toggle(label)} />${visible(label)}</label>`)}</div></fieldset>`}
    <details open=${Boolean(region)}><summary>${t('inference.region')}</summary><div class="row">${['x', 'y', 'w', 'h'].map((name) => html`<label class="row" key=${name}>${name}<input type="number" min="0" max="1" step="0.01" disabled=${off} value=${region?.[name] ?? (name === 'w' || name === 'h' ? 1 : 0)} onChange=${(e) => edge(name, e.target.value)} /></label>`)}
      ${region && html`<button type="button" class="small" disabled=${off} onClick=${() => set({ region: null })}>${t('inference.whole')}</button>`}</div></details></section>`;
}
