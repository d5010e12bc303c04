// A new session token for an agent, with the commands for its box: shown once, kept nowhere.
import { html, useState } from '../lib.js';
import { t } from '../texts.js';
import { post } from '../api.js';
import { over } from './rename.js';
import { Dialog } from './dialog.js';
import { Command, Systems, container, program, start } from './command.js';
import { Action, Copy, Problem } from './ui.js';

/** It asks for the token, which so is in no list of processes and no shell's history. */
const taking = (how) => (how === 'docker' ? `${container('-it --rm')} token` : `${program(how)} token`);

function Made({ token, close }) {
  const [how, setHow] = useState('linux');
  return html`<p>${t('token.made')}</p>
    <p>${t('token.copy')}</p><pre>${token}</pre><div class="row"><${Copy} text=${token}>${t('action.copy')}<//></div>
    <p>${t('token.run')}</p><${Systems} how=${how} choose=${setHow} /><${Command} line=${taking(how)} copy=${t('pair.copy')} />
    <p>${t('pair.start')}</p><${Command} line=${start(how)} copy=${t('pair.copy')} />
    <footer><button type="button" class="primary" onClick=${close}>${t('token.noted')}</button></footer>`;
}

function Token({ agent, close }) {
  const [made, setMade] = useState(null);
  const [failure, setFailure] = useState(null);
  const make = async () => { setMade(await post(`/api/agents/${agent.id}/token`)); };
  return html`<${Dialog} title=${t('token.title')} close=${close} fixed=${made !== null}>
    ${made ? html`<${Made} token=${made.session_token} close=${close} />`
      : html`<p>${t('token.text', { name: agent.label || agent.name })}</p><${Problem} failure=${failure} />
      <footer><button type="button" onClick=${close}>${t('action.cancel')}</button><${Action} kind="danger" run=${make} failed=${setFailure}>${t('action.new_token')}<//></footer>`}<//>`;
}

export const showToken = (agent) => over((close) => html`<${Token} agent=${agent} close=${close} />`);
