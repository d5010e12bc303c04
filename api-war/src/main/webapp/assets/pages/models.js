// The library.
import { html, useState } from '../lib.js';
import { t, bytes, compare } from '../texts.js';
import { useList, reload, put } from '../lists.js';
import { useFleet } from '../live/fleet.js';
import { Link, setQuery } from '../router.js';
import { Heading } from '../parts/heading.js';
import { Icon, Loading, Problem, Empty, Menu, Time, Foreign, Copy, Action, useCards } from '../parts/ui.js';
import { Dialog } from '../parts/dialog.js';
import { UploadForm, Uploads } from '../parts/upload-form.js';
import { carriers, download, flashTo, remove } from '../parts/model-actions.js';
import { renameModel } from '../parts/rename.js';
import { toast } from '../parts/toast.js';

export default function Models({ route }) {
  const { items, failure } = useList('models');
  const as = useCards();
  const { rows } = useFleet();
  const [open, setOpen] = useState(false);
  const q = route.query.get('q') ?? '';
  const shown = (items ?? []).filter((model) => [model.name, model.chip].some((text) => text.toLowerCase().includes(q.toLowerCase())))
    .sort((a, b) => compare(b.created_at, a.created_at));
  const done = (model) => { put('models', model); setOpen(false); toast(t('models.uploaded', { name: model.name })); };
  const add = html`<button type="button" class="primary" onClick=${() => setOpen(true)}><${Icon} name="upload" />${t('models.upload')}</button>`;
  return html`<${Heading} title=${t('nav.models')}><${Link} to="/conversions/new" class="button">${t('conversions.new')}<//>${add}<//>
    <${Problem} failure=${failure} retry=${() => reload('models')} />
    ${!open && html`<${Uploads} page="/models" />`}
    ${items === null && !failure && html`<${Loading} />`}
    ${items?.length === 0 && html`<${Empty} icon="models" title=${t('models.none_title')}><p>${t('models.none_text')}</p><div class="row"><${Link} to="/conversions/new" class="button primary">${t('conversions.new')}<//><button type="button" onClick=${() => setOpen(true)}>${t('models.upload')}</button></div><//>`}
    ${items?.length > 0 && html`<div class="row"><div class="field"><label class="hush" for="q">${t('models.filter')}</label><input id="q" type="search" placeholder=${t('models.filter')} value=${q} onInput=${(e) => setQuery({ q: e.target.value })} /></div></div>
    <div class="scroll"><table class="cards" ...${as.table}><caption class="hush">${t('nav.models')}</caption><thead><tr>${['name', 'chip', 'source', 'size', 'created', 'sha256', 'in_use'].map((one) => html`<th key=${one} scope="col" class=${one === 'size' ? 'end' : ''}>${t(`field.${one}`)}</th>`)}<th scope="col"><span class="hush">${t('agents.more')}</span></th></tr></thead>
    <tbody ...${as.list}>${shown.map((model) => html`<tr ...${as.item} key=${model.id}><td class="wide"><${Link} to=${`/models/${model.id}`}><${Foreign} text=${model.name} /><//></td>
      <td data-name=${t('field.chip')}>${model.chip}</td><td data-name=${t('field.source')}>${t(`state.source.${model.source}`)}</td><td class="end" data-name=${t('field.size')}>${bytes(model.size)}</td>
      <td data-name=${t('field.created')}><${Time} at=${model.created_at} /></td><td data-name=${t('field.sha256')}><code title=${model.sha256}>${model.sha256?.slice(0, 8)}</code><${Copy} text=${model.sha256} /></td>
      <td data-name=${t('field.in_use')}>${rows ? t('models.on_devices', { count: carriers(rows, model.id).length }) : '–'}</td>
      <td class="end"><${Menu} label=${t('agents.more_one', { name: model.name })}>${() => html`<button type="button" onClick=${() => flashTo(model)}>${t('action.flash')}</button><${Action} run=${() => download(model)}>${t('action.download')}<//><button type="button" onClick=${() => renameModel(model)}>${t('action.rename')}</button><button type="button" class="danger" onClick=${() => remove(model)}>${t('action.delete')}</button>`}<//></td></tr>`)}</tbody></table></div>
    ${shown.length === 0 && html`<p class="soft">${t('common.nothing_found')}</p>`}`}
    ${open && html`<${Dialog} title=${t('models.upload')} close=${() => setOpen(false)}><p class="soft">${t('models.upload_text')}</p>
      <${UploadForm} path="/api/models" page="/models" accept="*" action=${t('action.upload')} done=${done} /><//>`}`;
}
