// Asks for a name, or for another line of text; `field` is what the API calls it.
import { html, useState } from '../lib.js';
import { t } from '../texts.js';
import { Dialog } from './dialog.js';
import { Action, Field, Problem } from './ui.js';

export function NameDialog({ value, save, close, title = t('action.rename'), label = t('field.name'), most = 100, field = 'name' }) {
  const [text, setText] = useState(value);
  const [failure, setFailure] = useState(null);
  const done = async () => {
    await save(text.trim());
    close();
  };
  return html`<${Dialog} title=${title} close=${close}><form onSubmit=${(e) => { e.preventDefault(); e.currentTarget.querySelector('.primary').click(); }}>
    <${Field} id="the-name" label=${label} failure=${failure} name=${field}><input id="the-name" type="text" maxlength=${most} autofocus value=${text} onInput=${(e) => setText(e.target.value)} /><//><${Problem} failure=${failure} />
    <footer><button type="button" onClick=${close}>${t('action.cancel')}</button><${Action} kind="primary" disabled=${!text.trim()} run=${done} failed=${setFailure}>${t('action.save')}<//></footer></form><//>`;
}
