// The agents: a table that is live, found by what is in the address, and the pair dialog over it.
import { html, useCallback, useEffect, useMemo, useSlices, useState, memory } from '../lib.js';
import { t, compare, comparing, number, visible } from '../texts.js';
import { post, del } from '../api.js';
import { useList, reload, drop } from '../lists.js';
import { useFleet } from '../live/fleet.js';
import { go, setQuery } from '../router.js';
import { Heading } from '../parts/heading.js';
import { Icon, Loading, Problem, Empty, Action, complain, useCards } from '../parts/ui.js';
import { ask } from '../parts/dialog.js';
import { toast } from '../parts/toast.js';
import { Pair, OpenCodes } from '../parts/pair.js';
import { AgentRow } from '../parts/agent-row.js';
import { editTags } from '../parts/tags.js';

const STATES = ['online', 'offline'];
const COLUMNS = ['state', 'label', 'platform', 'version', 'devices', 'round_trip', 'seen'];
const ORDER = {
  __proto__: null,
  state: (a) => (a.online ? 0 : a.online === false ? 1 : 2), label: (a) => a.label || a.name, platform: (a) => a.platform,
  version: (a) => a.agent_version, devices: (a) => a.devices ?? -1, round_trip: (a) => a.round_trip_ms ?? Infinity,
  seen: (a) => a.connected_at ?? a.last_seen_at ?? '',
};

/** In the order of a column, "-" before its name for the other way around; what is pinned comes first. */
export function order(agents, sort, pinned) {
  const way = sort?.startsWith('-') ? -1 : 1;
  const key = ORDER[(sort ?? 'label').replace('-', '')] ?? ORDER.label;
  const text = comparing();
  return agents.map((agent) => ({ agent, value: key(agent) ?? '', first: pinned.has(agent.id) }))
    .sort((a, b) => b.first - a.first
      || way * (typeof a.value === 'number' ? a.value - b.value : text(a.value, b.value)) || (a.agent.id < b.agent.id ? -1 : 1))
    .map(({ agent }) => agent);
}

/**
 * @param {any[]} agents
 * @param {{q?: string, state?: string, tag?: string}} wanted
 */
export function pick(agents, { q, state, tag }) {
  const wanted = (q ?? '').toLowerCase();
  return agents
    .filter((a) => !wanted || [a.label, a.name, a.platform, ...(a.tags ?? [])].some((text) => text?.toLowerCase().includes(wanted)))
    .filter((a) => !state || (state === 'online') === (a.online === true))
    .filter((a) => !tag || a.tags?.includes(tag));
}

const LESSER = ['platform', 'version', 'round_trip'];

function Sorted({ column, sort }) {
  const now = (sort ?? 'label').replace('-', '') === column;
  const down = sort?.startsWith('-');
  return html`<th scope="col" class=${LESSER.includes(column) ? 'lesser' : ''} aria-sort=${now ? (down ? 'descending' : 'ascending') : undefined}>
    <button type="button" onClick=${() => setQuery({ sort: now && !down ? `-${column}` : column })}>${t(`agents.column.${column}`)}${now && (down ? ' ↓' : ' ↑')}</button></th>`;
}

export const revoke = (agent) => ask({
  title: t('agents.revoke_title'), text: t('agents.revoke_text', { name: agent.label || agent.name }), typed: agent.label || agent.name,
  action: t('action.revoke'), run: async () => { await del(`/api/agents/${agent.id}`); drop('agents', agent.id); toast(t('agents.revoked', { name: agent.label || agent.name })); },
});

function Bulk({ marked, agents, clear }) {
  const chosen = agents.filter((agent) => marked.has(agent.id));
  const each = (work) => async () => {
    const results = await Promise.allSettled(chosen.map(work));
    const failed = results.filter((one) => one.status === 'rejected');
    toast(t('agents.bulk_done', { count: chosen.length - failed.length }));
    failed.slice(0, 1).forEach((one) => complain(one.reason));
    clear();
  };
  return html`<div class="notice info row"><span>${t('agents.marked', { count: chosen.length })}</span>
    <${Action} kind="small" run=${() => editTags(chosen)}>${t('action.tag')}<//>
    <${Action} kind="small" run=${each((agent) => post(`/api/agents/${agent.id}/devices/scan`))}>${t('action.scan')}<//>
    <${Action} kind="small" run=${each((agent) => del(`/api/agents/${agent.id}/session`))}>${t('action.disconnect')}<//>
    <button type="button" class="small quiet push" onClick=${clear}>${t('action.clear')}</button></div>`;
}

const SHOWN = 40;
/** Rows that are drawn at once; fewer with all that a filter changes. */
const AT_ONCE = 6;
const AT_FIRST = 4;
const toggled = (old, id) => { const next = new Set(old); if (!next.delete(id)) next.add(id); return next; };

export default function Agents({ route }) {
  const { items, failure } = useList('agents');
  const as = useCards();
  const { rows } = useFleet();
  const [marked, setMarked] = useState(new Set());
  const [pinned, setPinned] = useState(new Set(memory.get('pinned', [])));
  const [most, setMost] = useState(SHOWN);
  const query = Object.fromEntries(route.query);
  const asking = route.query.toString();
  useEffect(() => setMost(SHOWN), [asking]);
  const asked = useMemo(() => new Map((rows ?? []).filter((row) => row.status === 'ok').map((row) => [row.agent_id, row.devices.length])), [rows]);
  const ordered = useMemo(() => order(items ?? [], query.sort, pinned), [items, query.sort, pinned]);
  const shown = useMemo(() => pick(ordered, query), [ordered, asking]);
  const drawn = useSlices(Math.min(shown.length, most), AT_FIRST, AT_ONCE, asking);
  const tags = useMemo(() => [...new Set((items ?? []).flatMap((agent) => agent.tags ?? []))].sort(compare), [items]);
  const mark = useCallback((id) => setMarked((old) => toggled(old, id)), []);
  const pin = useCallback((id) => setPinned((old) => toggled(old, id)), []);
  useEffect(() => memory.set('pinned', [...pinned]), [pinned]);
  return html`<${Heading} title=${t('nav.agents')}><button type="button" class="primary" onClick=${() => go('/agents/new')}><${Icon} name="plus" />${t('agents.pair')}</button><//>
    <${Problem} failure=${failure} retry=${() => reload('agents')} />
    ${items === null && !failure && html`<${Loading} rows=${6} />`}
    ${items?.length === 0 && html`<${Empty} icon="agents" title=${t('agents.none_title')}><p>${t('agents.none_text')}</p><button type="button" class="primary" onClick=${() => go('/agents/new')}>${t('agents.pair')}</button><//>`}
    ${items?.length > 0 && html`<div class="row">
      <div class="field"><label class="hush" for="q">${t('agents.filter')}</label><input id="q" type="search" placeholder=${t('agents.filter')} value=${query.q ?? ''} onInput=${(e) => setQuery({ q: e.target.value })} /></div>
      <select aria-label=${t('agents.column.state')} value=${query.state ?? ''} onChange=${(e) => setQuery({ state: e.target.value })}><option value="">${t('agents.any_state')}</option>${STATES.map((one) => html`<option key=${one} value=${one}>${t(`state.agent.${one}`)}</option>`)}</select>
      ${tags.length > 0 && html`<select aria-label=${t('field.tags')} value=${query.tag ?? ''} onChange=${(e) => setQuery({ tag: e.target.value })}><option value="">${t('agents.any_tag')}</option>${tags.map((one) => html`<option key=${one} value=${one}>${visible(one)}</option>`)}</select>`}
      <span class="soft push" role="status">${t('agents.shown', { count: shown.length, all: number(items.length) })}</span></div>
    ${marked.size > 0 && html`<${Bulk} marked=${marked} agents=${items} clear=${() => setMarked(new Set())} />`}
    ${shown.length === 0 ? html`<p class="soft">${t('common.nothing_found')} <button type="button" class="small" onClick=${() => go('/agents')}>${t('action.clear_filter')}</button></p>`
      : html`<div class="scroll"><table class="cards" ...${as.table}><caption class="hush">${t('nav.agents')}</caption><thead><tr><th scope="col"><span class="hush">${t('agents.mark')}</span></th>${COLUMNS.map((column) => html`<${Sorted} key=${column} column=${column} sort=${query.sort} />`)}<th scope="col"><span class="hush">${t('agents.more')}</span></th></tr></thead>
      <tbody ...${as.list}>${shown.slice(0, drawn).map((agent) => html`<${AgentRow} key=${agent.id} agent=${agent} devices=${asked.get(agent.id) ?? agent.devices} marked=${marked.has(agent.id)} mark=${mark} pinned=${pinned.has(agent.id)} pin=${pin} revoke=${revoke} />`)}</tbody></table></div>`}
    ${shown.length > most && html`<div class="row"><button type="button" onClick=${() => setMost(most + SHOWN * 2)}>${t('agents.show_more', { count: shown.length - most })}</button></div>`}`}
    <${OpenCodes} />
    ${route.path === '/agents/new' && html`<${Pair} />`}`;
}
