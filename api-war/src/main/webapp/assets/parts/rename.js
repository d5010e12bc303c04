// Asks for a new name; afterwards it can be taken back for eight seconds.
import { html, render, useEffect, useState, useStore } from '../lib.js';
import { t, language } from '../texts.js';
import { patch } from '../api.js';
import { optimistic } from '../lists.js';
import { route } from '../router.js';
import { Dialog } from './dialog.js';
import { Action, Field, Problem, complain } from './ui.js';
import { toast } from './toast.js';

const place = document.body.appendChild(document.createElement('div'));

/** Shows a dialog that belongs to no page; `view` gets a function that closes it. */
export function over(view) {
  const close = () => render(null, place);
  render(html`<${Over} view=${view} close=${close} />`, place);
}

/** Drawn again with the language, as the page is; gone with the page that it was opened on. */
function Over({ view, close }) {
  useStore(language);
  useEffect(() => {
    const { pathname } = location;
    return route.watch(({ path }) => { if (path !== pathname) close(); });
  }, []);
  return view(close);
}

/** Changes fields of a thing of a list, at once here and then there; with Undo. */
export async function change(list, item, fields, text) {
  const before = Object.fromEntries(Object.keys(fields).map((key) => [key, item[key] ?? null]));
  const send = (values) => optimistic(list, { ...item, ...values }, () => patch(`/api/${list}/${item.id}`, values));
  await send(fields);
  toast(text, { undo: () => send(before).catch(complain) });
}

function Rename({ list, item, field, close }) {
  const [text, setText] = useState(item[field] ?? '');
  const [failure, setFailure] = useState(null);
  const save = async () => {
    if (!text.trim()) { setFailure(null); return; }
    await change(list, item, { [field]: text.trim() }, t('common.renamed'));
    close();
  };
  return html`<${Dialog} title=${t('action.rename')} close=${close}><form onSubmit=${(e) => { e.preventDefault(); e.currentTarget.querySelector('.primary').click(); }}>
    <${Field} id="new-name" label=${t('field.name')} failure=${failure} name=${field}><input id="new-name" type="text" maxlength="100" required autofocus value=${text} onInput=${(e) => setText(e.target.value)} /><//>
    <${Problem} failure=${failure} /><footer><button type="button" onClick=${close}>${t('action.cancel')}</button>
    <${Action} kind="primary" disabled=${!text.trim()} run=${save} failed=${setFailure}>${t('action.save')}<//></footer></form><//>`;
}

export const rename = (agent) => over((close) => html`<${Rename} list="agents" item=${agent} field="label" close=${close} />`);
export const renameModel = (model) => over((close) => html`<${Rename} list="models" item=${model} field="name" close=${close} />`);
