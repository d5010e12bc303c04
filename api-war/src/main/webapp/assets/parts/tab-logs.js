// The log of an agent, live; scrolled up it stays where it is and counts what comes.
import { html, useEffect, useRef, useState } from '../lib.js';
import { t, clock, visible } from '../texts.js';
import { stream } from '../api.js';
import { log as shape } from '../shapes.js';
import { backoff, wait } from '../live/backoff.js';
import { readEvents } from '../live/sse.js';
import { Copy, Problem, memo } from './ui.js';

const KEPT = 2000;
const DRAW_MS = 250;
const HIDDEN_MS = 10000;
const LEVELS = ['debug', 'info', 'warn', 'error'];
const SOURCES = ['agent', 'driver', 'camera', 'inference', 'flash', 'http'];

function useLog(agent, query) {
  const [view, setView] = useState({ lines: [], dropped: 0, failure: null });
  useEffect(() => {
    const stop = new AbortController();
    const pause = backoff();
    let lines = [];
    let dropped = 0;
    let fresh = false;
    let last = null;
    let attempt = null;
    let timer;
    // A tab that nobody sees holds no stream: a site has six connections for all its tabs.
    const hide = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => attempt?.abort(), HIDDEN_MS);
    };
    document.addEventListener('visibilitychange', hide);
    const run = async () => {
      while (!stop.signal.aborted) {
        if (document.hidden) { await wait(2 ** 30, stop.signal); continue; }
        attempt = new AbortController();
        try {
          const answer = await stream(`/api/agents/${agent}/system/logs?${query}`, { accept: 'text/event-stream', signal: AbortSignal.any([stop.signal, attempt.signal]), headers: last ? { 'Last-Event-ID': last } : {} });
          setView((old) => ({ ...old, failure: null }));
          await readEvents(answer, ({ event, data, id }) => {
            if (id) last = id;
            if (event === 'gap') dropped += Number(data?.dropped) || 0;
            const line = event === 'log' ? shape(data) : null;
            if (line) lines.push(line);
            if (lines.length > KEPT) lines = lines.slice(-KEPT);
            fresh = true;
            pause.reset();
          });
        } catch (failure) {
          if (stop.signal.aborted) return;
          if (attempt.signal.aborted) continue;
          setView((old) => ({ ...old, failure }));
          if (failure.status === 401 || failure.status === 501) return;
        }
        await wait(pause.next(), stop.signal);
      }
    };
    run();
    const drawing = setInterval(() => { if (fresh) { fresh = false; setView((old) => ({ ...old, lines: [...lines], dropped })); } }, DRAW_MS);
    return () => {
      stop.abort();
      clearInterval(drawing);
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', hide);
    };
  }, [agent, query]);
  return view;
}

/** With what it is about: "device found" alone says little. */
const asMessage = ({ message, fields }) => visible([message, ...Object.entries(fields ?? {}).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)].join('  '));
const asText = (line) => `${line.at} ${line.level} ${line.source} ${asMessage(line)}`;

/** Drawn once: there may be two thousand, and more come four times a second. */
const Line = memo(({ line, wrap }) => html`<p class=${`${line.level} ${wrap ? '' : 'nowrap'}`}><time datetime=${line.at}>${clock(line.at)}</time><span>${visible(line.level)}</span><span>${visible(line.source)}</span><span>${asMessage(line)}</span></p>`);

export function Logs({ agent }) {
  const [filter, setFilter] = useState({ level: 'info', source: '', q: '' });
  const [wrap, setWrap] = useState(true);
  const [held, setHeld] = useState(null);
  const box = useRef(null);
  const query = new URLSearchParams({ level: filter.level, tail: '200', follow: 'true', ...(filter.source ? { source: filter.source } : {}), ...(filter.q ? { q: filter.q } : {}) }).toString();
  const { lines, dropped, failure } = useLog(agent.id, query);
  useEffect(() => { if (held === null && box.current) box.current.scrollTop = box.current.scrollHeight; }, [lines, held]);
  const scroll = () => {
    const end = box.current.scrollHeight - box.current.scrollTop - box.current.clientHeight < 30;
    if (end) setHeld(null); else if (held === null) setHeld(lines.at(-1)?.seq ?? 0);
  };
  const fresh = held === null ? 0 : lines.filter((line) => line.seq > held).length;
  // What somebody reads stays where it is; what came since is only counted.
  const shown = held === null ? lines : lines.filter((line) => line.seq <= held);
  const text = shown.map(asText).join('\n');
  const save = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    [link.href, link.download] = [url, `${agent.id}.log`];
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };
  return html`<div class="row"><select id="log-level" aria-label=${t('log.level')} value=${filter.level} onChange=${(e) => setFilter({ ...filter, level: e.target.value })}>${LEVELS.map((one) => html`<option key=${one} value=${one}>${t(`log.level.${one}`)}</option>`)}</select>
      <select aria-label=${t('log.source')} value=${filter.source} onChange=${(e) => setFilter({ ...filter, source: e.target.value })}><option value="">${t('log.all_sources')}</option>${SOURCES.map((one) => html`<option key=${one}>${one}</option>`)}</select>
      <div class="field"><label class="hush" for="log-q">${t('log.contains')}</label><input id="log-q" type="search" maxlength="100" placeholder=${t('log.contains')} value=${filter.q} onChange=${(e) => setFilter({ ...filter, q: e.target.value })} /></div>
      <label class="check"><input type="checkbox" checked=${wrap} onChange=${(e) => setWrap(e.target.checked)} />${t('log.wrap')}</label>
      <span class="push row"><${Copy} text=${text} /><button type="button" class="small" onClick=${save}>${t('action.download')}</button></span></div>
    <${Problem} failure=${failure} />${dropped > 0 && html`<p class="soft">${t('log.dropped', { count: dropped })}</p>`}
    <div class="log" ref=${box} onScroll=${scroll} tabindex="0" role="region" aria-label=${t('agent.tab.logs')}>${lines.length === 0 && html`<p>${t('log.none')}</p>`}${shown.map((line) => html`<${Line} key=${line.seq} line=${line} wrap=${wrap} />`)}</div>
    ${fresh > 0 && html`<button type="button" onClick=${() => setHeld(null)}>${t('log.new', { count: fresh })}</button>`}`;
}
