// What came of a stream of results: counts, the last fifty, and all that was shown for download.
import { html, useEffect, useRef, useState } from '../lib.js';
import { t, number, percent, clock, visible } from '../texts.js';
import { result as shape } from '../shapes.js';
import { nameOf } from '../draw/boxes.js';

const LAST = 50;
const KEPT = 5000;
const DRAW_MS = 250;
const other = (id) => t('result.class', { id });

/** Collects results without drawing for each: the page is drawn four times a second at most. */
export function useResults(channel, target) {
  const kept = useRef([]);
  const hearers = useRef(new Set());
  const [view, setView] = useState({ rows: [], summary: null });
  useEffect(() => {
    if (!channel) return undefined;
    let fresh = false;
    let summary = null;
    const mine = (data) => (target.cluster_id ? data.cluster_id === target.cluster_id : data.device_id === target.device_id);
    const unhear = channel.hear((type, data) => {
      if (type === 'summary' && (mine(data) || (data.device_id === undefined && data.cluster_id === undefined))) { summary = data; fresh = true; }
      if (type !== 'result' || !mine(data)) return;
      const result = shape(data);
      kept.current.push(result);
      if (kept.current.length > KEPT) kept.current.splice(0, KEPT / 10);
      fresh = true;
      for (const hear of hearers.current) hear(result);
    });
    const undo = [channel.subscribe({ topic: 'results', max_fps: 30, ...target }), channel.subscribe({ topic: 'summary', ...target })];
    const timer = setInterval(() => {
      if (!fresh) return;
      fresh = false;
      const rows = [];
      for (let i = kept.current.length - 1; i >= 0 && rows.length < LAST; i--) {
        const result = kept.current[i];
        for (const found of [...(result.detections ?? []), ...(result.classes ?? [])]) if (rows.length < LAST) rows.push({ ...found, frame: result.frame_id, at: result.captured_at });
      }
      setView({ rows, summary });
    }, DRAW_MS);
    return () => { unhear(); undo.forEach((stop) => stop()); clearInterval(timer); };
  }, [channel, target.device_id, target.cluster_id]);
  const hear = useRef((hearer) => { hearers.current.add(hearer); return () => hearers.current.delete(hearer); });
  return { ...view, kept: kept.current, hear: hear.current };
}

function save(text, type, name) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  [link.href, link.download] = [url, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** A cell that a spreadsheet takes for text, whatever an agent wrote. */
const cell = (value) => {
  const text = String(value ?? '');
  return /^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? `"'${text.replaceAll('"', '""')}"` : `"${text.replaceAll('"', '""')}"`;
};

export const asCsv = (results) => ['frame_id,captured_at,label,class_id,score,track_id,x,y,w,h', ...results.flatMap((result) => (result.detections ?? []).map((found) =>
  [result.frame_id, result.captured_at, found.label, found.class_id, found.score, found.track_id, found.box?.x, found.box?.y, found.box?.w, found.box?.h].map(cell).join(',')))].join('\r\n');

export function Results({ results, marked, mark }) {
  const { rows, summary, kept } = results;
  const names = [...new Set([...Object.keys(summary?.objects ?? {}), ...Object.keys(summary?.seen ?? {})])];
  return html`<section class="card"><div class="row"><h2>${t('result.title')}</h2><span class="row push">
      <button type="button" class="small" disabled=${kept.length === 0} onClick=${() => save(kept.map((one) => JSON.stringify(one)).join('\n'), 'application/x-ndjson', 'results.jsonl')}>JSON Lines</button>
      <button type="button" class="small" disabled=${kept.length === 0} onClick=${() => save(asCsv(kept), 'text/csv', 'results.csv')}>CSV</button></span></div>
    ${summary && html`<p class="soft">${t('result.summary', { fps: Math.round((summary.fps ?? 0) * 10) / 10, latency: Math.round(summary.latency_ms?.p50 ?? 0), done: summary.frames_done ?? 0, dropped: summary.frames_dropped ?? 0, skipped: summary.skipped ?? 0 })}</p>`}
    ${names.length > 0 && html`<table><thead><tr><th scope="col">${t('result.object')}</th><th scope="col" class="end">${t('result.now')}</th><th scope="col" class="end">${t('result.seen')}</th></tr></thead>
      <tbody>${names.map((name) => html`<tr key=${name}><th scope="row">${visible(name)}</th><td class="end">${number(summary.objects?.[name] ?? 0)}</td><td class="end">${number(summary.seen?.[name] ?? 0)}</td></tr>`)}</tbody></table>`}
    ${rows.length === 0 ? html`<p class="soft">${t('result.none')}</p>` : html`<details><summary>${t('result.last', { count: rows.length })}</summary><div class="scroll"><table><thead><tr>${['label', 'score', 'track', 'box', 'at'].map((one) => html`<th key=${one} scope="col">${t(`result.column.${one}`)}</th>`)}</tr></thead>
      <tbody>${rows.map((one, i) => html`<tr key=${i} tabindex="0" class=${marked !== null && marked === one.track_id ? 'marked' : ''} onMouseEnter=${() => mark(one.track_id)} onFocus=${() => mark(one.track_id)} onMouseLeave=${() => mark(null)} onBlur=${() => mark(null)}><td>${nameOf(one, other)}</td><td>${percent(one.score)}</td><td>${one.track_id ?? '–'}</td><td>${one.box ? [one.box.x, one.box.y, one.box.w, one.box.h].map((value) => number(value, 2)).join(' ') : '–'}</td><td>${one.at ? html`<time datetime=${one.at}>${clock(one.at)}</time>` : '–'}</td></tr>`)}</tbody></table></div></details>`}</section>`;
}
