// The devices of an agent as cards.
import { html, useEffect, useState, useEvery } from '../lib.js';
import { t, number, visible } from '../texts.js';
import { look, post } from '../api.js';
import { itemsOf, device as shape, metrics as figures } from '../shapes.js';
import { Link } from '../router.js';
import { Action, Empty, Foreign, Loading, Problem, Progress, State } from './ui.js';
import { Next, Fault, flash } from './device-actions.js';
import { flashText } from './flash.js';
import { Spark } from './spark.js';
import { toast } from './toast.js';

const WINDOW = '/system/metrics?window_s=300&step_s=5';

/** The last five minutes, asked for now and then. */
export function useMetrics(agent, query = WINDOW, every = 10000) {
  const [metrics, setMetrics] = useState({ data: null, failure: null });
  useEvery(every, () => {
    if (agent.online === false) return;
    look(`/api/agents/${agent.id}${query}`).then((data) => setMetrics({ data: figures(data), failure: null }), (failure) => setMetrics((old) => ({ ...old, failure })));
  }, [agent.id, agent.online, query]);
  return metrics;
}

function Card({ agent, device, flashing, metrics, off }) {
  const at = `/agents/${agent.id}/devices/${device.id}`;
  const now = metrics?.devices?.find((one) => one.device_id === device.id);
  const warm = metrics?.series?.devices?.[device.id]?.temperature_c;
  const degrees = device.telemetry?.temperature_c;
  return html`<article class="card"><div class="row"><h2><${Link} to=${at}><${Foreign} text=${device.name || device.id} /><//></h2><span class="tag push">${visible(device.chip)}</span></div>
    <div class="row"><${State} kind="device" value=${device.state} />${device.cluster_id && html`<${Link} to=${`/agents/${agent.id}/clusters/${device.cluster_id}`}>${t('kind.cluster')}<//>`}</div>
    <dl class="facts"><dt>${t('field.model')}</dt><dd>${device.model ? html`<${Foreign} text=${device.model.name} />` : html`<span class="soft">${t('device.no_model')}</span>`}</dd>
      ${now?.fps !== null && now?.fps !== undefined && device.state === 'running' && html`<dt>${t('field.fps')}</dt><dd>${number(now.fps)}</dd>`}
      ${degrees !== null && degrees !== undefined && html`<dt>${t('field.temperature')}</dt><dd>${t('unit.celsius', { value: Math.round(degrees * 10) / 10 })}</dd>`}</dl>
    <${Spark} values=${warm} label=${t('device.temperature_trend')} />
    ${device.chip === 'KL720' && device.link_speed === 'high' && html`<p class="notice">${t('device.usb2')}</p>`}
    ${flashing && !['succeeded', 'failed', 'cancelled'].includes(flashing.state) && html`<${Progress} value=${flashing.progress} text=${flashText(flashing)} />`}
    <${Fault} agent=${agent.id} device=${device} off=${off} />
    <div class="row"><${Next} agent=${agent.id} device=${device} off=${off} />${device.state === 'ready' && device.model && html`<button type="button" disabled=${off} onClick=${() => flash(agent.id, device)}>${t('action.flash')}</button>`}<${Link} class="push" to=${at}>${t('action.open')}<//></div></article>`;
}

export function Devices({ agent, live, away }) {
  const { data } = useMetrics(agent);
  const [listed, setListed] = useState({ items: null, failure: null });
  useEffect(() => {
    // Until the live channel has spoken, and where it cannot be had.
    if (live.ready || agent.online === false) return;
    look(`/api/agents/${agent.id}/devices`).then((answer) => setListed({ items: itemsOf(answer, shape), failure: null }), (failure) => setListed({ items: null, failure }));
  }, [agent.id, agent.online, live.ready]);
  const devices = live.devices.size || live.ready ? [...live.devices.values()] : listed.items;
  const scan = async () => {
    const found = await post(`/api/agents/${agent.id}/devices/scan`, { timeout_ms: 3000 });
    const items = itemsOf(found, shape);
    setListed({ items, failure: null });
    toast(t('device.scanned', { count: items.length }));
  };
  return html`<div class="row"><${Action} icon="search" disabled=${away} run=${scan}>${t('action.scan')}<//></div>
    ${!devices && (listed.failure ? html`<${Problem} failure=${listed.failure} />` : !away && html`<${Loading} />`)}
    ${devices?.length === 0 && html`<${Empty} icon="chip" title=${t('device.none_title')}><ul class="plain">${['cable', 'power', 'driver', 'group'].map((one) => html`<li key=${one}>${t(`device.check.${one}`)}</li>`)}</ul><//>`}
    ${devices?.length > 0 && html`<div class="grid">${devices.map((device) => html`<${Card} key=${device.id} agent=${agent} device=${device} flashing=${live.flashes.get(device.id) ?? device.flash} metrics=${data} off=${away} />`)}</div>`}`;
}
