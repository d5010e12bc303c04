// What the person decides about an agent.
import { html, useState } from '../lib.js';
import { t } from '../texts.js';
import { change } from './rename.js';
import { Action, Field, Problem } from './ui.js';
import { kept } from './forms.js';
import { parseTags } from './tags.js';
import { showToken } from './token.js';
import { revoke } from '../pages/agents.js';
import { go } from '../router.js';

const LONGEST_NOTE = 500;

export function Settings({ agent }) {
  const [label, setLabel] = useState(() => kept('label', agent.label ?? ''));
  const [tags, setTags] = useState(() => kept('agent-tags', (agent.tags ?? []).join(', ')));
  const [note, setNote] = useState(() => kept('note', agent.note ?? ''));
  const [proxy, setProxy] = useState(agent.allow_proxy);
  const [failure, setFailure] = useState(null);
  const known = parseTags(tags);
  const save = async () => {
    setFailure(null);
    await change('agents', agent, { label: label.trim(), allow_proxy: proxy, ...(agent.tags ? { tags: known, note: note.trim() } : {}) }, t('common.saved'));
  };
  return html`<section class="card"><form onSubmit=${(e) => { e.preventDefault(); e.currentTarget.querySelector('.primary').click(); }}>
    <${Field} id="label" label=${t('field.label')} failure=${failure} name="label"><input id="label" type="text" maxlength="100" required value=${label} onInput=${(e) => setLabel(e.target.value)} /><//>
    ${agent.tags && html`<${Field} id="agent-tags" label=${t('field.tags')} hint=${t('field.tags_hint')} fault=${known ? null : t('field.tags_fault')} failure=${failure} name="tags"><input id="agent-tags" type="text" value=${tags} onInput=${(e) => setTags(e.target.value)} /><//>
    <${Field} id="note" label=${t('field.note')} failure=${failure} name="note"><textarea id="note" maxlength=${LONGEST_NOTE} value=${note} onInput=${(e) => setNote(e.target.value)}></textarea><//>`}
    <label class="check"><input type="checkbox" checked=${proxy} onChange=${(e) => setProxy(e.target.checked)} /><span>${t('field.allow_proxy')}<br /><small class="soft">${t('pair.proxy_hint')}</small></span></label>
    <${Problem} failure=${failure} /><footer><${Action} kind="primary" disabled=${!label.trim() || !known} run=${save} failed=${setFailure}>${t('action.save')}<//></footer></form></section>
    <section class="card"><h2>${t('token.title')}</h2><p class="soft">${t('token.when')}</p><div class="row"><button type="button" onClick=${() => showToken(agent)}>${t('action.new_token')}</button></div></section>
    <section class="card"><h2>${t('agents.revoke_title')}</h2><p class="soft">${t('agents.revoke_when')}</p><div class="row"><button type="button" class="danger" onClick=${async () => { if (await revoke(agent)) go('/agents'); }}>${t('action.revoke')}</button></div></section>`;
}
