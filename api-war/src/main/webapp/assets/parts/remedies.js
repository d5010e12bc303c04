// What helps when something was refused, as buttons and links: by its code, its details, and what was asked for.
import { html } from '../lib.js';
import { t, tOf, bytes, has, listed, visible } from '../texts.js';
import { call, del, look, post } from '../api.js';
import { device as shape, cluster as shapeOfCluster } from '../shapes.js';
import { knownItem, reloadUsed } from '../lists.js';
import { Link } from '../router.js';
import { Action } from './ui.js';
import { ask } from './dialog.js';
import { deviceApi, flash } from './device-actions.js';
import { FlashDialog } from './flash.js';
import { over } from './rename.js';
import { askRestart } from './restart.js';

const button = (text, run) => ({ text, run });
/** `then` is done as it is followed. */
const link = (text, to, then) => ({ text, to, then });
const note = (text) => ({ text });

/** What was asked for: of which agent, and of which thing of it. */
function placeOf(request) {
  const [, agent, kind, id] = /^\/api\/agents\/([^/?]+)(?:\/(devices|cameras|clusters)\/([^/?]+))?/.exec(request?.path ?? '') ?? [];
  const device = kind === 'devices' ? id : request?.body?.device_id;
  const cluster = kind === 'clusters' ? id : undefined;
  return { agent, device, cluster, api: device && deviceApi(agent, device), page: `/agents/${agent}` };
}

/** Opens the choice of models for the device, or for the cluster, that has none. */
async function flashThere({ agent, device, cluster, api }) {
  if (device) return flash(agent, shape(await look(api)));
  const path = `/api/agents/${agent}/clusters/${cluster}`;
  const all = shapeOfCluster(await look(path));
  return over((close) => html`<${FlashDialog} agent=${agent} device=${all} close=${close} path=${`${path}/flash`} />`);
}

const connect = ({ place, request, again }) => (place.api
  ? [button(t('action.connect'), async () => { await post(`${place.api}/connect`); if (!request.path.endsWith('/connect')) await again?.(); })]
  : [link(t('way.devices'), `${place.page}/devices`)]);
/** Who uses a camera, as "inference:kl720-00b2"; a device's page is where that is ended. */
const users = ({ details, place }) => (Array.isArray(details.used_by) ? details.used_by : []).map((user) => {
  const device = /^inference:([a-z0-9][a-z0-9._-]*)$/.exec(user)?.[1];
  return device ? link(t('way.used_by', { name: device }), `${place.page}/devices/${device}`) : note(t('way.used_by', { name: user }));
});
const gone = (tab) => ({ place }) => [link(t('common.back_to_list'), `${place.page}/${tab}`)];
const later = ({ again }) => (again ? [button(t('action.try_again'), again)] : []);
const restart = ({ place }) => [button(t('remedy.restart_agent'), () => askRestart(knownItem('agents', place.agent)))];

/** What a driver advises, as with the fault of a device. */
const ADVICE = {
  __proto__: null,
  reconnect: ({ place }) => (place.api ? [button(t('remedy.reconnect'), () => post(`${place.api}/connect`))] : []),
  reflash: ({ place }) => (place.api ? [button(t('remedy.reflash'), () => flashThere(place))] : []),
  restart_agent: restart,
};

const WAYS = {
  __proto__: null,
  device_busy({ details, place, again }) {
    if (details.busy_with === 'cluster') return [link(t('way.clusters'), `${place.page}/clusters`)];
    if (!place.api) return [link(t('way.devices'), `${place.page}/devices`)];
    const stop = details.busy_with === 'flash' ? () => del(`${place.api}/flash`) : () => post(`${place.api}/inference/stop`);
    return [button(t('way.stop_first', { busy_with: tOf('busy_with', details.busy_with) }), async () => { await stop(); await again?.(); })];
  },
  device_not_ready: connect,
  device_not_connectable: connect,
  device_in_cluster: ({ details, place }) => [link(t('way.cluster'), details.cluster_id ? `${place.page}/clusters/${encodeURIComponent(details.cluster_id)}` : `${place.page}/clusters`)],
  no_model: ({ place }) => (place.device || place.cluster ? [button(t('action.flash'), () => flashThere(place))] : []),
  chip_mismatch: ({ details }) => (details.device_chip ? [link(t('flash.convert_other', { chip: details.device_chip }), `/conversions/new?chip=${encodeURIComponent(details.device_chip)}`)] : []),
  inference_running: ({ request }) => [button(t('way.replace'), () => call(request.method, request.path, { body: { ...request.body, replace: true } }))],
  camera_in_use: users,
  camera_faulted: users,
  cluster_running: ({ place, again }) => (place.cluster ? [button(t('way.stop_cluster'), () => ask({
    title: t('cluster.stop_title'), text: t('way.stop_cluster_text'), action: t('action.stop'),
    run: async () => { await post(`/api/agents/${place.agent}/clusters/${place.cluster}/inference/stop`); await again?.(); },
  }))] : []),
  device_error: (one) => {
    const { fault, remedy } = one.details;
    const said = has(`fault.${fault}`) ? [note(t(`fault.${fault}`))] : [];
    return [...said, ...(ADVICE[remedy]?.(one) ?? (has(`remedy.${remedy}`) ? [note(t(`remedy.${remedy}`))] : []))];
  },
  driver_unavailable: restart,
  device_not_found: gone('devices'), camera_not_found: gone('cameras'), media_not_found: gone('cameras'), cluster_not_found: gone('clusters'), no_flash: gone('devices'),
  model_not_found: () => [link(t('common.back_to_list'), '/models', () => reloadUsed(['models']))],
  agent_unsupported: () => [link(t('way.update'), '/help')],
  url_not_allowed: ({ request }) => [note(request.path.includes('/media/') ? t('way.allow_sources') : t('way.allow_origin'))],
  csrf_rejected: () => [button(t('action.reload'), () => location.reload())],
  payload_too_large: ({ details }) => (details.limit_bytes ? [note(t('way.limit', { limit: bytes(details.limit_bytes) }))] : []),
  unsupported_media: ({ details }) => (Array.isArray(details.accepted) ? [note(t('way.accepted', { accepted: listed(details.accepted) }))] : []),
  agent_busy: later, agent_timeout: later, agent_unreachable: later, device_timeout: later, relay_unavailable: later, draining: later, unavailable: later, source_unreachable: later,
};

/** What helps against a failure. `again` does once more what was refused, `done` hears that it was helped, `failed` that it was not. */
export function Remedies({ failure, again, done, failed }) {
  const { request, details } = failure;
  const place = placeOf(request);
  const ways = WAYS[failure.code]?.({ details, request, place, again }) ?? [];
  return ways.map((way, i) => {
    if (way.run) return html`<${Action} key=${i} kind="small" run=${async () => { await way.run(); done?.(); }} failed=${failed}>${way.text}<//>`;
    return way.to ? html`<${Link} key=${i} to=${way.to} onClick=${() => { way.then?.(); done?.(); }}>${visible(way.text)}<//>` : html`<span key=${i}>${visible(way.text)}</span>`;
  });
}
