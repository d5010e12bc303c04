// One cluster: its members and their weights, its model, its inference.
import { html, useEffect, useRef, useState } from '../lib.js';
import { t, percent, visible } from '../texts.js';
import { del, post, put } from '../api.js';
import { useAgent, agentCrumbs, Away, missing } from '../parts/agent-page.js';
import { go, Link } from '../router.js';
import { Heading } from '../parts/heading.js';
import { Action, Loading, State, complain } from '../parts/ui.js';
import { ask } from '../parts/dialog.js';
import { over } from '../parts/rename.js';
import { FlashDialog } from '../parts/flash.js';
import { Results, useResults } from '../parts/results.js';
import { Thresholds } from '../parts/thresholds.js';
import { LivePicture } from '../draw/picture.js';
import { toast } from '../parts/toast.js';

const PAUSE_MS = 400;
/** Of the slider. A program may have set more, up to 100; that is kept in its range. */
const MOST = 10;

function Weight({ path, member, off }) {
  const [weight, setWeight] = useState(member.weight);
  const timer = useRef(null);
  useEffect(() => setWeight(member.weight), [member.weight]);
  const send = (value) => put(`${path}/devices/${member.device_id}/weight`, { weight: value });
  const set = (value) => {
    const before = member.weight;
    setWeight(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => send(value).then(() => toast(t('common.saved'), { undo: () => send(before).catch(complain) }), (failure) => { setWeight(before); complain(failure); }), PAUSE_MS);
  };
  return html`<label class="slide">${t('cluster.weight', { value: weight })}<input type="range" min="0" max=${Math.max(MOST, member.weight ?? 0)} disabled=${off} value=${weight} onInput=${(e) => set(Number(e.target.value))} /></label>`;
}

/** Devices of the same chip that are in no cluster can come in. */
function Join({ path, devices, off }) {
  const [wanted, setWanted] = useState('');
  if (devices.length === 0) return null;
  const chosen = devices.find((one) => one.id === wanted) ?? devices[0];
  return html`<div class="row"><select id="join" class="grow" aria-label=${t('cluster.join_which')} disabled=${off} value=${chosen.id} onChange=${(e) => setWanted(e.target.value)}>${devices.map((one) => html`<option key=${one.id} value=${one.id}>${visible(one.name || one.id)}</option>`)}</select>
    <${Action} kind="small" disabled=${off} run=${() => post(`${path}/devices`, { device_id: chosen.id, weight: 1 })}>${t('cluster.join')}<//></div>`;
}

export default function Cluster({ route }) {
  const one = useAgent(route.params.id);
  const { agent, live, channel, away, old, session } = one;
  const [marked, setMarked] = useState(null);
  const [drawn, setDrawn] = useState(null);
  const results = useResults(channel, { cluster_id: route.params.cluster });
  const absent = missing(one);
  if (absent) return absent;
  const cluster = live.clusters.get(route.params.cluster);
  const crumbs = agentCrumbs(agent, 'clusters');
  if (!cluster && away) return html`<${Heading} title=${t('kind.cluster')} crumbs=${crumbs} /><${Away} agent=${agent} live=${live} old=${old} />`;
  if (!cluster) return live.ready ? html`<${Heading} title=${t('error.cluster_not_found')} crumbs=${crumbs} /><p><${Link} to=${`/agents/${agent.id}/clusters`}>${t('common.back_to_list')}<//></p>` : html`<${Loading} />`;
  const path = `/api/agents/${agent.id}/clusters/${cluster.id}`;
  const running = ['running', 'degraded'].includes(cluster.state);
  const stop = () => ask({ title: t('cluster.stop_title'), text: t('cluster.stop_text', { name: cluster.name }), action: t('action.stop'), run: () => post(`${path}/inference/stop`) });
  const remove = async () => { if (await ask({ title: t('cluster.delete_title'), text: t('cluster.delete_text', { name: cluster.name }), action: t('action.delete'), run: () => del(`${path}${running ? '?force=true' : ''}`) })) go(`/agents/${agent.id}/clusters`); };
  const flash = () => over((close) => html`<${FlashDialog} agent=${agent.id} device=${cluster} close=${close} path=${`${path}/flash`} />`);
  const camera = running ? cluster.inference?.camera_id : null;
  const fps = (cluster.devices ?? []).reduce((sum, member) => sum + (member.fps ?? 0), 0);
  return html`<${Heading} title=${cluster.name} crumbs=${crumbs}><button type="button" class="danger" disabled=${away} onClick=${remove}>${t('action.delete')}</button><button type="button" disabled=${away || running} onClick=${flash}>${t('action.flash')}</button>
      ${running ? html`<button type="button" class="primary" disabled=${away} onClick=${stop}>${t('action.stop')}</button>` : html`<${Action} kind="primary" disabled=${away || !cluster.model} run=${() => post(`${path}/inference/start`)}>${t('action.start')}<//>`}<//>
    <${Away} agent=${agent} live=${live} old=${old} />
    <div class=${`row soft ${old ? 'old' : ''}`}><span role="status"><${State} kind="cluster" value=${cluster.state} /></span><span>${visible(cluster.chip ?? '')}</span><span>${cluster.model ? visible(cluster.model.name) : t('device.no_model')}</span>${running && html`<span>${t('picture.fps', { value: Math.round(fps) })}</span>`}</div>
    ${live.gaps > 0 && html`<p class="soft">${t('agent.gaps', { count: live.gaps })}</p>`}
    <div class=${old ? 'two old' : 'two'}><div class="stack">${camera && html`<${LivePicture} agent=${agent.id} camera=${camera} results=${results.hear} marked=${marked} mark=${setMarked} region=${cluster.inference.settings?.region} drawn=${setDrawn} skew=${session?.clock_skew_ms ?? 0} off=${away} />`}<${Results} results=${results} marked=${marked} mark=${setMarked} /></div>
    <div class="stack">${camera && html`<${Thresholds} path=${path} running=${cluster.inference} labels=${cluster.model?.labels ?? []} off=${away} drawn=${drawn} />`}
    <section class="card"><h2>${t('cluster.members')}</h2>${(cluster.devices ?? []).map((member) => html`<div key=${member.device_id} class="stack"><div class="row"><${Link} to=${`/agents/${agent.id}/devices/${member.device_id}`}>${visible(live.devices.get(member.device_id)?.name || member.device_id)}<//><${State} kind="device" value=${member.state} /><span class="push">${t('picture.fps', { value: Math.round(member.fps ?? 0) })}</span></div>
      <progress max="1" value=${member.share ?? 0} aria-label=${t('cluster.share', { share: percent(member.share ?? 0) })}></progress><small class="soft">${t('cluster.share', { share: percent(member.share ?? 0) })}</small>
      ${cluster.strategy === 'weighted' && html`<${Weight} path=${path} member=${member} off=${away} />`}
      <${Action} kind="small" disabled=${away} run=${() => del(`${path}/devices/${member.device_id}`)}>${t('cluster.leave')}<//></div>`)}
      <${Join} path=${path} devices=${[...live.devices.values()].filter((one) => !one.cluster_id && one.state !== 'removed' && (!cluster.chip || one.chip === cluster.chip))} off=${away} /></section></div></div>`;
}
