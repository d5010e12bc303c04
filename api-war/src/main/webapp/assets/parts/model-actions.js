// What can be done with a model, from the list and from its own page.
import { html, useState } from '../lib.js';
import { t, listed, visible } from '../texts.js';
import { ApiError, get, del } from '../api.js';
import { drop } from '../lists.js';
import { go } from '../router.js';
import { ask } from './dialog.js';
import { over } from './rename.js';
import { Dialog } from './dialog.js';
import { Empty, State, Foreign } from './ui.js';
import { useFleet, devicesOf, fleet } from '../live/fleet.js';
import { FlashDialog } from './flash.js';

/** More would make the question long. */
const MOST_NAMED = 5;

/** Devices that carry the model, from what agents said last. */
export const carriers = (rows, id) => devicesOf(rows).filter((device) => device.model?.id === id);

function save(url, name) {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

/** The file server's refusals have no envelope, and are not the person's sign-in. */
const unavailable = (status) => new ApiError(status === 401 ? 502 : status, { code: 'download_unavailable', message: 'file server' });

/** An uploaded one is here; a converted one is on the file server, which wants a token. */
export async function download(model) {
  if (model.source === 'uploaded') return save(`/api/models/${model.id}/content`, model.name);
  const where = await get(`/api/models/${model.id}/download`);
  const answer = await fetch(where.download_url, { headers: { Authorization: `Bearer ${where.token}` }, referrerPolicy: 'no-referrer' })
    .catch(() => { throw unavailable(502); });
  if (!answer.ok) throw unavailable(answer.status);
  const url = URL.createObjectURL(await answer.blob());
  save(url, `${model.name}.nef`);
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  return undefined;
}

export const remove = (model) => {
  const used = carriers(fleet.get().rows, model.id);
  const where = used.slice(0, MOST_NAMED).map((one) => `${one.name || one.id} (${one.agent})`);
  if (used.length > MOST_NAMED) where.push('…');
  return ask({
    title: t('models.delete_title'), text: used.length ? t('models.delete_used', { name: model.name, count: used.length, where: listed(where) }) : t('models.delete_text', { name: model.name }),
    action: t('action.delete'), run: async () => { await del(`/api/models/${model.id}`); drop('models', model.id); go('/models'); },
  });
};

function Picker({ model, close }) {
  const { rows } = useFleet();
  const [device, setDevice] = useState(null);
  const devices = devicesOf(rows);
  if (device) return html`<${FlashDialog} agent=${device.agent_id} device=${device} model=${model} close=${close} />`;
  return html`<${Dialog} title=${t('models.flash_to', { name: model.name })} close=${close}>
    ${rows && devices.length === 0 && html`<${Empty} icon="chip" title=${t('models.no_devices')} />`}
    <ul class="plain">${devices.map((one) => html`<li key=${one.agent_id + one.id}><div><strong><${Foreign} text=${one.name || one.id} /></strong> <small class="soft">${visible(one.agent)} · ${visible(one.chip)}</small> <${State} kind="device" value=${one.state} /></div>
      <button type="button" class="small push" disabled=${one.chip !== model.chip} title=${one.chip === model.chip ? undefined : t('error.chip_mismatch', { model_chip: model.chip, device_chip: one.chip })} onClick=${() => setDevice(one)}>${one.chip === model.chip ? t('action.choose') : t('flash.other_chip', { chip: one.chip })}</button></li>`)}</ul><//>`;
}

export const flashTo = (model) => over((close) => html`<${Picker} model=${model} close=${close} />`);
