// A new session token for an agent: shown once, kept nowhere.
import { html, useState } from '../lib.js';
import { t } from '../texts.js';
import { post } from '../api.js';
import { over } from './rename.js';
import { Dialog } from './dialog.js';
import { Action, Copy, Problem } from './ui.js';

function Token({ agent, close }) {
  const [made, setMade] = useState(null);
  const [failure, setFailure] = useState(null);
  const make = async () => { setMade(await post(`/api/agents/${agent.id}/token`)); };
  return html`<${Dialog} title=${t('token.title')} close=${close} fixed=${made !== null}>
    ${made ? html`<p>${t('token.made')}</p><pre>${made.session_token}</pre><div class="row"><${Copy} text=${made.session_token}>${t('action.copy')}<//></div>
      <footer><button type="button" onClick=${close}>${t('token.noted')}</button></footer>`
      : html`<p>${t('token.text', { name: agent.label || agent.name })}</p><${Problem} failure=${failure} />
      <footer><button type="button" onClick=${close}>${t('action.cancel')}</button><${Action} kind="danger" run=${make} failed=${setFailure}>${t('action.new_token')}<//></footer>`}<//>`;
}

export const showToken = (agent) => over((close) => html`<${Token} agent=${agent} close=${close} />`);
