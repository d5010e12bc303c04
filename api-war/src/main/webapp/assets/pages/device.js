// One device: what can be done next, the picture with its boxes, charts, results, settings.
import { html, useState, useEffect } from '../lib.js';
import { t, visible } from '../texts.js';
import { look, patch, post } from '../api.js';
import { device as shape } from '../shapes.js';
import { useAgent, agentCrumbs, Away, missing } from '../parts/agent-page.js';
import { Link } from '../router.js';
import { Heading } from '../parts/heading.js';
import { Copy, Loading, Problem, State, Time, Action, Empty, complain } from '../parts/ui.js';
import { Next, Fault, flash, deviceApi } from '../parts/device-actions.js';
import { useMetrics } from '../parts/tab-devices.js';
import { Results, useResults } from '../parts/results.js';
import { Thresholds } from '../parts/thresholds.js';
import { Chart, timesOf } from '../parts/chart.js';
import { LivePicture } from '../draw/picture.js';
import { over } from '../parts/rename.js';
import { NameDialog } from '../parts/name-dialog.js';
import { toast } from '../parts/toast.js';

/** What to wait for or to do; a device that is ready wants a model, or its start. */
const IDLE = { __proto__: null, disconnected: 'other', faulted: 'other', removed: 'other', connecting: 'wait', flashing: 'wait', running: 'wait' };

const UNASKED = ['camera_stopped', 'device_removed', 'device_fault', 'agent_restart'];
/** Why the inference stopped, where it was not the person. */
const whyStopped = ({ inference }) => (inference?.state === 'stopped' && UNASKED.includes(inference.stop_reason) ? t(`stop_reason.${inference.stop_reason}`) : null);

function Charts({ metrics, device }) {
  const series = metrics?.series;
  const own = series?.devices?.[device.id];
  if (!own) return null;
  const times = timesOf(series, own.fps?.length ?? 0);
  return html`<div class="grid"><${Chart} title=${t('field.fps')} times=${times} lines=${[{ name: t('field.fps'), values: own.fps }]} /><${Chart} title=${t('field.latency')} times=${times} lines=${[{ name: t('field.latency'), values: own.latency_ms }]} /></div>`;
}

function Code({ path }) {
  const url = `${location.origin}${path}/inference/results`;
  const kinds = {
    curl: `curl -N -b "$COOKIE" ${url}`,
    Python: `import os, requests\nwith requests.get("${url}", headers={"Cookie": os.environ["COOKIE"]}, stream=True) as r:\n    for line in r.iter_lines(decode_unicode=True):\n        print(line)`,
    JavaScript: `const events = new EventSource("${path}/inference/results");\nevents.addEventListener("result", (e) => console.log(JSON.parse(e.data)));`,
  };
  return html`<details class="card"><summary>${t('device.code')}</summary>${Object.entries(kinds).map(([name, text]) => html`<div key=${name} class="stack"><div class="row"><strong>${name}</strong><${Copy} text=${text} /></div><pre>${text}</pre></div>`)}</details>`;
}

export default function Device({ route }) {
  const one = useAgent(route.params.id);
  const { agent, channel, live, away, old, session } = one;
  const [loaded, setLoaded] = useState({ device: null, failure: null });
  const [marked, setMarked] = useState(null);
  const [drawn, setDrawn] = useState(null);
  const name = route.params.name;
  useEffect(() => {
    if (live.state === 'starting' && agent && agent.online !== false) look(deviceApi(route.params.id, name)).then((found) => setLoaded({ device: shape(found), failure: null }), (failure) => setLoaded({ device: null, failure }));
  }, [agent?.online, live.state]);
  const results = useResults(channel, { device_id: name });
  const metrics = useMetrics(agent ?? { id: route.params.id, online: false }).data;
  const absent = missing(one);
  if (absent) return absent;
  const device = live.devices.get(name) ?? loaded.device;
  const crumbs = agentCrumbs(agent, 'devices');
  if (!device) {
    if (away) return html`<${Heading} title=${name} crumbs=${crumbs} /><${Away} agent=${agent} live=${live} old=${old} />`;
    return loaded.failure ? html`<${Heading} title=${name} crumbs=${crumbs} /><${Problem} failure=${loaded.failure}><${Link} to=${`/agents/${agent.id}`}>${t('common.back_to_list')}<//><//>` : html`<${Loading} />`;
  }
  const path = deviceApi(agent.id, device.id);
  const camera = device.inference?.state === 'running' ? device.inference.camera_id : null;
  const call = (name) => patch(path, { name });
  const why = whyStopped(device);
  const rename = () => over((close) => html`<${NameDialog} value=${device.name ?? ''} close=${close} save=${async (text) => {
    await call(text);
    toast(t('common.renamed'), { undo: device.name ? () => call(device.name).catch(complain) : undefined });
  }} />`);
  return html`<${Heading} title=${device.name || device.id} crumbs=${crumbs}><button type="button" disabled=${away} onClick=${rename}>${t('action.rename')}</button>
      ${device.state === 'ready' && device.model && html`<button type="button" disabled=${away} onClick=${() => flash(agent.id, device)}>${t('action.flash')}</button>`}<${Next} agent=${agent.id} device=${device} off=${away} /><//>
    <${Away} agent=${agent} live=${live} old=${old} />
    <div class=${`row soft ${old ? 'old' : ''}`}><span role="status"><${State} kind="device" value=${device.state} /></span><span><${Time} at=${device.state_since} text=${(time) => t('device.since', { time })} /></span><span class="tag">${visible(device.chip)}</span><span>${device.model ? visible(device.model.name) : t('device.no_model')}</span>
      ${device.cluster_id && html`<${Link} to=${`/agents/${agent.id}/clusters/${device.cluster_id}`}>${t('device.in_cluster')}<//>`}</div>
    <${Fault} agent=${agent.id} device=${device} off=${away} />
    ${live.gaps > 0 && html`<p class="soft">${t('agent.gaps', { count: live.gaps })}</p>`}
    <div class=${old ? 'two old' : 'two'}><div class="stack">${camera ? html`<${LivePicture} agent=${agent.id} camera=${camera} results=${results.hear} marked=${marked} mark=${setMarked} region=${device.inference.settings?.region} drawn=${setDrawn} skew=${session?.clock_skew_ms ?? 0} off=${away} />`
      : html`<${Empty} icon="live" title=${t('device.idle_title')}>${why && html`<p>${why}</p>`}<p>${t(`device.idle.${IDLE[device.state] ?? (device.model ? 'start' : 'flash')}`)}</p><//>`}
      <${Results} results=${results} marked=${marked} mark=${setMarked} /></div>
    <div class="stack">${camera && html`<${Thresholds} path=${path} running=${device.inference} labels=${device.model?.labels ?? []} off=${away} drawn=${drawn} />`}
      <section class="card"><h2>${t('device.facts')}</h2><dl class="facts"><dt>${t('field.serial')}</dt><dd>${visible(device.serial ?? '–')}</dd><dt>${t('field.port')}</dt><dd>${visible(device.port ?? '–')}</dd><dt>${t('field.firmware')}</dt><dd>${visible(device.firmware ?? '–')}</dd></dl>
      ${['ready', 'faulted'].includes(device.state) && html`<${Action} disabled=${away} run=${() => post(`${path}/disconnect`)}>${t('action.disconnect')}<//>`}</section></div></div>
    <div class=${old ? 'stack old' : 'stack'}><${Charts} metrics=${metrics} device=${device} /></div><${Code} path=${path} />`;
}
