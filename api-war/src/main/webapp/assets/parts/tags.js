// Tags of one or several agents.
import { html, useState } from '../lib.js';
import { t } from '../texts.js';
import { change, over } from './rename.js';
import { Dialog } from './dialog.js';
import { Action, Field, Problem } from './ui.js';

const MOST = 10;
const LONGEST = 30;

/** What was typed, as a list; null when it is too much. */
export function parseTags(text) {
  const tags = [...new Set(text.split(',').map((tag) => tag.trim()).filter(Boolean))];
  return tags.length > MOST || tags.some((tag) => tag.length > LONGEST) ? null : tags;
}

function Tags({ agents, close }) {
  const common = (agents[0].tags ?? []).filter((tag) => agents.every((agent) => agent.tags?.includes(tag)));
  const [text, setText] = useState(common.join(', '));
  const [failure, setFailure] = useState(null);
  const tags = parseTags(text);
  const save = async () => {
    for (const agent of agents) {
      const own = agents.length > 1 ? (agent.tags ?? []).filter((tag) => !common.includes(tag)) : [];
      await change('agents', agent, { tags: [...new Set([...own, ...tags])] }, t('common.saved'));
    }
    close();
  };
  return html`<${Dialog} title=${t('action.tag')} close=${close}>
    <${Field} id="tags" label=${t('field.tags')} hint=${t('field.tags_hint')} fault=${tags ? null : t('field.tags_fault')} failure=${failure} name="tags"><input id="tags" type="text" autofocus value=${text} onInput=${(e) => setText(e.target.value)} /><//>
    <${Problem} failure=${failure} /><footer><button type="button" onClick=${close}>${t('action.cancel')}</button>
    <${Action} kind="primary" disabled=${!tags} run=${save} failed=${setFailure}>${t('action.save')}<//></footer><//>`;
}

export const editTags = (agents) => over((close) => html`<${Tags} agents=${agents} close=${close} />`);
