// Up to four pictures of running cameras, new every ten seconds while they are seen.
import { html, useEffect, useRef, useState } from '../lib.js';
import { t, visible } from '../texts.js';
import { stream } from '../api.js';
import { Link } from '../router.js';

const EVERY_MS = 10000;

/** One picture; the last one stays when the next does not come, and while `off`. */
export function Snapshot({ agent, camera, width = 480, every = EVERY_MS, off = false }) {
  const [url, setUrl] = useState(null);
  const last = useRef(null);
  useEffect(() => () => { if (last.current) URL.revokeObjectURL(last.current); }, []);
  useEffect(() => {
    if (off) return undefined;
    const stop = new AbortController();
    const load = async () => {
      if (document.hidden) return;
      try {
        const answer = await stream(`/api/agents/${agent}/cameras/${camera}/snapshot?width=${width}`, { accept: 'image/jpeg', signal: stop.signal });
        const next = URL.createObjectURL(await answer.blob());
        if (last.current) URL.revokeObjectURL(last.current);
        last.current = next;
        setUrl(next);
      } catch (failure) {
        if (!stop.signal.aborted) console.info('No snapshot', failure.code);
      }
    };
    load();
    const timer = setInterval(load, every);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [agent, camera, width, every, off]);
  return html`<div class="picture">${url ? html`<img src=${url} alt=${t('picture.of', { name: camera })} />` : html`<div class="wait">${t('picture.none')}</div>`}</div>`;
}

export function Snapshots({ rows }) {
  const seen = [];
  for (const row of rows ?? []) {
    for (const device of row.devices) {
      // A session that is over still names its camera, and asking for its picture would start that again.
      const camera = device.inference?.state === 'running' ? device.inference.camera_id : null;
      if (camera && seen.length < 4 && !seen.some((one) => one.agent === row.agent_id && one.camera === camera)) seen.push({ agent: row.agent_id, camera, label: row.label, device: device.id });
    }
  }
  if (seen.length === 0) return null;
  return html`<div class="grid">${seen.map((one) => html`<${Link} key=${one.agent + one.camera} to=${`/agents/${one.agent}/devices/${one.device}`} aria-label=${`${one.label} ${one.camera}`}><${Snapshot} agent=${one.agent} camera=${one.camera} /><small>${visible(one.label)} · ${visible(one.camera)}</small><//>`)}</div>`;
}
