// The first page: four figures, what needs attention, what happened, what the cameras see.
import { html, useState, useEvery, useStore } from '../lib.js';
import { t, number } from '../texts.js';
import { look } from '../api.js';
import { useList } from '../lists.js';
import { useFleet, devicesOf } from '../live/fleet.js';
import { recent } from '../live/events.js';
import { Heading } from '../parts/heading.js';
import { Icon, Loading, Problem, Time } from '../parts/ui.js';
import { Link } from '../router.js';
import { Snapshots } from '../parts/snapshots.js';

const Figure = ({ to, value, name }) => html`<${Link} to=${to} class="card figure"><strong>${value ?? '–'}</strong><span>${name}</span><//>`;

const ATTENTION = {
  __proto__: null,
  agent_offline: (one) => ({ text: t('attention.agent_offline', { name: one.label }), at: one.since, to: `/agents/${one.agent_id}`, action: t('attention.look') }),
  conversion_failed: (one) => ({ text: t('attention.conversion_failed', { name: one.name }), at: one.at, to: `/conversions/${one.conversion_id}`, action: t('attention.why') }),
  pairing_code_expiring: (one) => ({ text: t('attention.pairing_code_expiring', { name: one.label }), at: one.at, to: '/agents', action: t('attention.look') }),
};

function Attention({ items }) {
  const known = items.map((one) => ATTENTION[one.kind]?.(one)).filter(Boolean);
  if (known.length === 0) return html`<p class="soft"><${Icon} name="check" /> ${t('overview.all_well')}</p>`;
  return html`<ul class="plain">${known.map((one) => html`<li key=${one.to + one.at}><${Icon} name="warn" /><span class="grow">${one.text} <small class="soft"><${Time} at=${one.at} absent="" /></small></span><${Link} to=${one.to} class="push">${one.action}<//></li>`)}</ul>`;
}

const MOST_RECENT = 5;
/** What the lists tell of the time before this page was opened. */
function before(agents, models, conversions) {
  const of = (event, change, { id, name }, at) => ({ event, data: { change, id, name }, at });
  return [
    ...(agents ?? []).flatMap((one) => [
      of('agent', one.online ? 'online' : 'offline', { id: one.id, name: one.label || one.name }, one.online ? one.connected_at : one.last_seen_at),
      of('agent', 'paired', { id: one.id, name: one.label || one.name }, one.paired_at)]),
    ...(models ?? []).map((one) => of('model', 'added', one, one.created_at)),
    ...(conversions ?? []).filter((one) => ['succeeded', 'failed'].includes(one.status)).map((one) => of('conversion', one.status, one, one.updated_at)),
  ].filter(({ at }) => at);
}

function Recent({ agents, models, conversions }) {
  const heard = useStore(recent);
  const key = ({ event, data }) => `${event} ${data.change} ${data.id}`;
  const told = new Set(heard.map(key));
  const all = [...heard, ...before(agents, models, conversions).filter((one) => !told.has(key(one)))]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, MOST_RECENT);
  if (all.length === 0) return html`<p class="soft">${t('overview.nothing_yet')}</p>`;
  const to = { agent: 'agents', conversion: 'conversions', model: 'models' };
  return html`<ul class="plain">${all.map(({ event, data, at }) => html`<li key=${at + data.id}><span class="grow">${t(`happened.${event}.${data.change}`, { name: data.name })}</span>
    <small class="soft"><${Time} at=${at} /></small><${Link} to=${`/${to[event]}/${data.id}`} class="push">${t('action.open')}<//></li>`)}</ul>`;
}

const Start = () => html`<section class="card"><h2>${t('start.title')}</h2><ol class="steps">
  ${['get', 'pair', 'watch'].map((step) => html`<li key=${step} aria-current=${step === 'get' ? 'step' : undefined}><div><h3>${t(`start.${step}.title`)}</h3><p class="soft">${t(`start.${step}.text`)}</p>
    ${step === 'get' && html`<p><${Link} to="/help">${t('start.get.link')}<//></p>`}
    ${step === 'pair' && html`<p><${Link} to="/agents/new" class="button primary">${t('agents.pair')}<//></p>`}</div></li>`)}</ol></section>`;

export default function Overview() {
  const agents = useList('agents');
  const models = useList('models');
  const conversions = useList('conversions');
  const { rows } = useFleet();
  const [summary, setSummary] = useState({ attention: null, failure: null });
  const load = () => look('/api/overview').then(({ attention }) => setSummary({ attention, failure: null }), (failure) => setSummary((old) => ({ ...old, failure })));
  useEvery(30000, load, [agents.at]);
  const running = rows && devicesOf(rows).filter((device) => device.state === 'running').length;
  const under = conversions.items?.filter((one) => ['queued', 'running'].includes(one.status)).length;
  const online = agents.items?.filter((agent) => agent.online).length;
  return html`<${Heading} title=${t('nav.overview')} />
    <${Problem} failure=${agents.failure} />
    ${agents.items === null && !agents.failure && html`<${Loading} />`}
    ${agents.items?.length === 0 && html`<${Start} />`}
    ${agents.items?.length > 0 && html`<div class="figures">
      <${Figure} to="/agents" value=${t('overview.of', { some: online, all: agents.items.length })} name=${t('overview.agents_online')} />
      <${Figure} to="/agents" value=${running === null ? null : number(running)} name=${t('overview.devices_running')} />
      <${Figure} to="/conversions" value=${under === undefined ? null : number(under)} name=${t('overview.conversions')} />
      <${Figure} to="/models" value=${models.items ? number(models.items.length) : null} name=${t('overview.models')} /></div>
    <${Snapshots} rows=${rows} />
    ${rows && running === 0 && online > 0 && html`<p class="notice info row"><span class="grow">${t('overview.idle')}</span><${Link} to="/wall">${t('nav.live')}<//></p>`}
    <div class="halves"><section class="card"><h2>${t('overview.attention')}</h2>${summary.attention ? html`<${Attention} items=${summary.attention} />`
      : summary.failure ? html`<p class="soft">${t('overview.unknown')}</p>` : html`<${Loading} rows=${2} />`}</section>
    <section class="card"><h2>${t('overview.recent')}</h2><${Recent} agents=${agents.items} models=${models.items} conversions=${conversions.items} /></section></div>`}`;
}
