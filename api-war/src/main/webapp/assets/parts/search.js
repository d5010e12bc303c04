// Jumps to anything by its name.
import { html, useState, useRef } from '../lib.js';
import { t, visible } from '../texts.js';
import { useList } from '../lists.js';
import { useStore } from '../lib.js';
import { go, Link } from '../router.js';
import { fleet, reloadFleet } from '../live/fleet.js';

const MOST = 8;

function find(text, agents, models, rows, cameras) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const hits = (name) => String(name ?? '').toLowerCase().includes(wanted);
  const found = [];
  for (const agent of agents ?? []) {
    if (hits(agent.label) || hits(agent.name)) found.push({ kind: 'agent', name: agent.label || agent.name, to: `/agents/${agent.id}` });
  }
  for (const row of rows ?? []) {
    for (const device of row.devices) {
      if (hits(device.name) || hits(device.id)) found.push({ kind: 'device', name: device.name || device.id, to: `/agents/${row.agent_id}/devices/${device.id}` });
    }
  }
  for (const camera of cameras) if (hits(camera.name) || hits(camera.id)) found.push({ kind: 'camera', name: camera.name || camera.id, to: `/agents/${camera.agent_id}/cameras/${camera.id}` });
  for (const model of models ?? []) if (hits(model.name)) found.push({ kind: 'model', name: model.name, to: `/models/${model.id}` });
  return found.slice(0, MOST);
}

export function Search() {
  const [text, setText] = useState('');
  const [cameras, setCameras] = useState([]);
  const box = useRef(null);
  const agents = useList('agents').items;
  const models = useList('models').items;
  const { rows } = useStore(fleet);
  const found = find(text, agents, models, rows, cameras);
  /** What pages have not asked for yet. */
  const prepare = async () => {
    if (!rows) reloadFleet();
    const { camerasOf } = await import('../live/eyes.js');
    setCameras(await camerasOf(agents ?? []));
  };
  const leave = () => { setText(''); box.current.querySelector('input').blur(); };
  const key = (event) => {
    const links = [...box.current.querySelectorAll('.found a')];
    const at = links.indexOf(document.activeElement);
    if (event.key === 'Escape') leave();
    else if (event.key === 'ArrowDown') { event.preventDefault(); links[Math.min(at + 1, links.length - 1)]?.focus(); }
    else if (event.key === 'ArrowUp') { event.preventDefault(); (at > 0 ? links[at - 1] : box.current.querySelector('input')).focus(); }
    else if (event.key === 'Enter' && at < 0 && found[0]) { go(found[0].to); leave(); }
  };
  return html`<div class="find" role="search" ref=${box} onKeyDown=${key}>
    <input id="search" type="search" aria-label=${t('nav.search')} placeholder=${t('nav.search_hint')} value=${text} autocomplete="off" onFocus=${prepare} onInput=${(e) => setText(e.target.value)} />
    ${text && html`<div class="found" onClick=${leave}>${found.map((one) => html`<${Link} key=${one.to} to=${one.to}><span class="soft">${t(`kind.${one.kind}`)}</span> ${visible(one.name)}<//>`)}
      ${found.length === 0 && html`<p class="hint">${t('common.nothing_found')}</p>`}</div>`}
    <span class="hush" role="status">${text && t('nav.found', { count: found.length })}</span></div>`;
}
