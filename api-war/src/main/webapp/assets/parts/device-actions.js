// What can be done next with a device: the one primary button, by its state.
import { html } from '../lib.js';
import { t, visible } from '../texts.js';
import { post } from '../api.js';
import { knownItem } from '../lists.js';
import { Action, Time } from './ui.js';
import { askRestart } from './restart.js';
import { over } from './rename.js';
import { FlashDialog } from './flash.js';

export const deviceApi = (agent, device) => `/api/agents/${agent}/devices/${device}`;
export const flash = (agent, device) => over((close) => html`<${FlashDialog} agent=${agent} device=${device} close=${close} />`);

/** `connect`, `flash`, `start`, `stop`, or null while it is on its way. */
export function nextStep(device) {
  switch (device.state) {
    case 'disconnected': case 'faulted': return device.connectable === false ? null : 'connect';
    case 'ready': return device.model ? 'start' : 'flash';
    case 'running': return 'stop';
    default: return null;
  }
}

export function Next({ agent, device, off, kind = 'primary', settings = {} }) {
  const step = nextStep(device);
  const api = deviceApi(agent, device.id);
  const runs = {
    connect: () => post(`${api}/connect`), flash: () => flash(agent, device),
    start: () => post(`${api}/inference/start`, settings), stop: () => post(`${api}/inference/stop`),
  };
  if (!step) return html`<button type="button" disabled>${t('device.wait')}</button>`;
  return html`<${Action} kind=${kind} icon=${step === 'start' ? 'play' : undefined} disabled=${off || (device.cluster_id && step !== 'connect')} run=${async () => { await runs[step](); }}>${t(`action.${step}`)}<//>`;
}

const REMEDIES = {
  __proto__: null,
  reconnect: (agent, device) => ({ text: t('remedy.reconnect'), run: () => post(`${deviceApi(agent, device.id)}/connect`) }),
  reflash: (agent, device) => ({ text: t('remedy.reflash'), run: async () => { flash(agent, device); } }),
  restart_agent: (agent) => ({ text: t('remedy.restart_agent'), run: () => askRestart(knownItem('agents', agent)) }),
};

/** What happened and when, and the remedy as a button where one can be pressed from here. */
export function Fault({ agent, device, off }) {
  if (!device.fault) return null;
  const { code, at, driver_code: driver, remedy, message } = device.fault;
  const button = REMEDIES[remedy]?.(agent, device);
  // The time is told again and again, so it stands outside of the alert.
  return html`<div class="problem"><p role="alert">${t(`fault.${code}`) === `fault.${code}` ? t('error.agent_says', { message: message ?? code }) : t(`fault.${code}`)}</p>
    <div class="row">${button ? html`<${Action} kind="small" disabled=${off} run=${button.run}>${button.text}<//>` : remedy && remedy !== 'none' && html`<span>${t(`remedy.${remedy}`)}</span>`}
    <small class="soft"><${Time} at=${at ?? device.state_since} absent="" /></small>${driver && html`<details><summary>${t('common.details')}</summary><code>${visible(driver)}</code></details>`}</div></div>`;
}
