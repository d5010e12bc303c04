// What the box is and how it is doing.
import { html, useEffect, useState } from '../lib.js';
import { t, tOf, bytes, visible } from '../texts.js';
import { look } from '../api.js';
import * as shapes from '../shapes.js';
import { Chart, timesOf } from './chart.js';
import { Link } from '../router.js';
import { Loading, Problem, State, Time } from './ui.js';
import { useMetrics } from './tab-devices.js';
import { askRestart } from './restart.js';

const WINDOWS = { __proto__: null, 300: 5, 3600: 15 };

/** Numbers of "1.4.0" or "1.4.0-SNAPSHOT", to be compared; null when it is none. */
const numbers = (version) => /^(\d+)\.(\d+)\.(\d+)/.exec(version ?? '')?.slice(1).map(Number) ?? null;
function isOlder(version, other) {
  const [one, two] = [numbers(version), numbers(other)];
  const differs = one && two ? one.findIndex((part, i) => part !== two[i]) : -1;
  return differs >= 0 && one[differs] < two[differs];
}

/** The agent's release and the server's are one, so an older agent lacks what this console offers. */
function VersionHint({ version }) {
  const [server, setServer] = useState(null);
  useEffect(() => { look('/api/overview').then((found) => setServer(found.server?.version ?? null), (failure) => console.info('No version', failure.code)); }, []);
  if (!isOlder(version, server)) return null;
  return html`<p class="notice row"><span class="grow">${t('system.older', { version, server })}</span><${Link} to="/help">${t('way.update')}<//></p>`;
}

function Facts({ info }) {
  const [host, agent] = [info.host ?? {}, info.agent ?? {}];
  const rows = [['hostname', host.hostname], ['os', [host.os_version ?? host.os, host.arch].filter(Boolean).join(' · ')], ['cpu', [host.cpu_model, host.cpu_count].filter(Boolean).join(' × ')], ['memory', bytes(host.memory_bytes)], ['time_zone', host.time_zone], ['version', agent.version], ['driver', agent.driver]];
  return html`<section class="card"><h2>${t('system.facts')}</h2><dl class="facts">${rows.map(([name, value]) => value && html`<dt key=${name}>${t(`system.${name}`)}</dt><dd>${visible(value)}</dd>`)}<dt>${t('system.boot')}</dt><dd><${Time} at=${host.boot_at} /></dd></dl></section>`;
}

export function System({ agent, live, away }) {
  const [span, setSpan] = useState(300);
  const [info, setInfo] = useState({ data: null, failure: null });
  const [asked, setAsked] = useState(null);
  const { data } = useMetrics(agent, `/system/metrics?window_s=${span}&step_s=${WINDOWS[span]}`);
  useEffect(() => {
    if (agent.online === false) return;
    look(`/api/agents/${agent.id}/system/info`).then((found) => setInfo({ data: shapes.info(found), failure: null }), (failure) => setInfo({ data: null, failure }));
    look(`/api/agents/${agent.id}/system/health`).then((found) => setAsked(shapes.health(found)), (failure) => console.info('No health', failure.code));
  }, [agent.id, agent.online]);
  const health = live.health ?? asked;
  const series = data?.series;
  const times = series ? timesOf(series, series.cpu?.length ?? 0) : [];
  const chart = (name, values, scale = 1) => html`<${Chart} key=${name} title=${t(`system.${name}`)} times=${times} lines=${[{ name: t(`system.${name}`), values: values?.map((value) => (value === null ? null : value * scale)) }]} />`;
  const rate = (values) => values?.map((value) => (value === null ? null : value / 1024));
  const network = html`<${Chart} title=${t('system.network_use')} times=${times} lines=${[{ name: t('system.received'), values: rate(series?.network?.received_bytes_per_s) }, { name: t('system.sent'), values: rate(series?.network?.sent_bytes_per_s) }]} />`;
  return html`<div class="row"><select aria-label=${t('system.span')} value=${span} onChange=${(e) => setSpan(Number(e.target.value))}>${Object.keys(WINDOWS).map((one) => html`<option key=${one} value=${one}>${t(`system.span.${one}`)}</option>`)}</select>
      ${live.capabilities?.includes('restart_agent') && html`<button type="button" class="push" disabled=${away} onClick=${() => askRestart(agent)}>${t('system.restart')}</button>`}</div>
    <${VersionHint} version=${info.data?.agent?.version} />
    <${Problem} failure=${info.failure} />${!info.data && !info.failure && !away && html`<${Loading} />`}
    ${series && html`<div class="grid">${chart('cpu_use', series.cpu, 100)}${chart('memory_use', series.memory, 100)}${chart('temperature', series.temperature_c)}${network}</div>`}
    <div class="grid">${info.data && html`<${Facts} info=${info.data} />`}
    ${health && html`<section class="card"><div class="row"><h2>${t('system.health')}</h2><span class="push"><${State} kind="health" value=${health.status} /></span></div><ul class="plain">${(health.checks ?? []).map((check) => html`<li key=${check.name}><${State} kind="health" value=${check.status} /><span>${tOf('system.check', check.name)}</span>${check.message && html`<small class="soft">${visible(check.message)}</small>`}</li>`)}</ul></section>`}
    ${data && html`<section class="card"><h2>${t('system.now')}</h2><dl class="facts"><dt>${t('system.network')}</dt><dd>${t('system.rates', { down: bytes(data.network?.received_bytes_per_s), up: bytes(data.network?.sent_bytes_per_s) })}</dd>
      ${(data.disks ?? []).map((disk) => html`<dt key=${disk.mount}>${visible(disk.mount)}</dt><dd>${t('system.used', { used: bytes(disk.used_bytes), total: bytes(disk.total_bytes) })}</dd>`)}<dt>${t('system.reconnects')}</dt><dd>${data.tunnel?.reconnects_24h ?? '–'}</dd></dl></section>`}</div>`;
}
