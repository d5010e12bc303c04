// The form that sends a file: dropped or chosen, its size looked at before.
import { html, useEffect, useState, useRef, useStore } from '../lib.js';
import { t, bytes, percent, visible } from '../texts.js';
import { look } from '../api.js';
import { Action, Field, Problem, Progress, Icon } from './ui.js';
import { begin, uploads } from './uploads.js';
import { kept } from './forms.js';

export const CHIPS = ['KL520', 'KL530', 'KL630', 'KL720', 'KL730'];

/** How far the uploads of this page are. */
export function Uploads({ page }) {
  const mine = useStore(uploads).filter((one) => one.page === page);
  return mine.map((one) => html`<div class="card" key=${one.id}><div class="row"><strong class="cut">${visible(one.name)}</strong>
    <button type="button" class="small push" onClick=${one.cancel}>${t('action.cancel')}</button></div>
    <${Progress} value=${one.total ? one.sent / one.total : null} text=${one.total && one.sent >= one.total ? t('upload.checking')
      : t('upload.progress', { done: bytes(one.sent), total: bytes(one.total), share: percent(one.total ? one.sent / one.total : 0), rate: bytes(one.rate) })} /></div>`);
}

export function DropFile({ file, choose, accept, fault }) {
  const [over, setOver] = useState(false);
  const input = useRef(null);
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files[0]) choose(event.dataTransfer.files[0]);
  };
  return html`<div class=${`drop ${over ? 'over' : ''}`} onDragOver=${(e) => { e.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
    <${Icon} name="upload" /><p>${file ? html`<strong>${visible(file.name)}</strong> · ${bytes(file.size)}` : t('upload.drop')}</p>
    <input id="file" class="hush" ref=${input} type="file" accept=${accept} aria-describedby=${fault ? 'file-fault' : undefined} onChange=${(e) => e.target.files[0] && choose(e.target.files[0])} /><label class="button" for="file">${t('action.choose_file')}</label>
    ${fault && html`<p class="fault" id="file-fault" role="alert">${fault}</p>`}</div>`;
}

/** `called` and `chip`: what stands there at first. */
export function UploadForm({ path, page, accept, called, chip, chips, children, done, action }) {
  const [file, setFile] = useState(null);
  const [name, setName] = useState(() => kept('upload-name', called));
  const [target, setTarget] = useState(chip ?? 'KL720');
  const [failure, setFailure] = useState(null);
  const [unchosen, setUnchosen] = useState(false);
  const [limit, setLimit] = useState(Infinity);
  const field = path === '/api/conversions' ? 'conversion_bytes' : 'model_bytes';
  // Where it is not told, the server judges alone.
  useEffect(() => { look('/api/overview').then(({ limits }) => setLimit(limits?.[field] ?? Infinity), (problem) => console.info('No limits', problem.code)); }, [field]);
  const ends = accept.split(',');
  const fault = unchosen ? t('upload.choose') : !file ? null
    : !ends.some((end) => end === '*' || file.name.toLowerCase().endsWith(end)) ? t('upload.wrong_kind', { accepted: ends.join(' ') })
      : file.size === 0 ? t('upload.empty') : file.size > limit ? t('upload.too_large', { limit: bytes(limit) }) : null;
  const take = (chosen) => {
    setUnchosen(false);
    setFile(chosen);
    if (!name) setName(chosen.name.replace(/\.[^.]*$/, ''));
  };
  const send = async () => {
    setFailure(null);
    if (!file) { setUnchosen(true); document.getElementById('file').focus(); return; }
    if (fault) return;
    const form = new FormData();
    form.append('name', name.trim() || file.name);
    form.append(path === '/api/conversions' ? 'target_chip' : 'chip', target);
    form.append('file', file, file.name);
    await done(await begin(path, form, { name: file.name, page }).done);
  };
  return html`<form onSubmit=${(e) => { e.preventDefault(); e.currentTarget.querySelector('.primary').click(); }}>
    <${DropFile} file=${file} choose=${take} accept=${accept === '*' ? undefined : accept} fault=${fault} />
    <${Field} id="upload-name" label=${t('field.name')} failure=${failure} name="name"><input id="upload-name" type="text" maxlength="100" value=${name} onInput=${(e) => setName(e.target.value)} /><//>
    <${Field} id="chip" label=${t('field.chip')} hint=${chips?.(target)}><select id="chip" value=${target} onChange=${(e) => setTarget(e.target.value)}>${CHIPS.map((one) => html`<option key=${one}>${one}</option>`)}</select><//>
    ${children}<${Problem} failure=${failure} />
    <footer class="row"><${Action} kind="primary" icon="upload" run=${send} failed=${setFailure}>${action}<//></footer></form>
    <${Uploads} page=${page} />`;
}
