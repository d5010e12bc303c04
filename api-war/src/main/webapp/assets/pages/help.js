// Keys, the API, and how to get an agent.
import { html } from '../lib.js';
import { t } from '../texts.js';
import { Heading } from '../parts/heading.js';
import { Link } from '../router.js';

const KEYS = [['/', 'search'], ['g o', 'overview'], ['g a', 'agents'], ['g l', 'live'], ['g m', 'models'], ['g c', 'conversions'], ['?', 'help'], ['Esc', 'close'], ['Space', 'pause'], ['b', 'boxes'], ['s', 'snapshot'], ['f', 'full']];

export default () => html`<${Heading} title=${t('nav.help')} />
  <div class="two"><section class="card"><h2>${t('help.agent')}</h2><p>${t('help.agent_text')}</p><ol class="steps">${['install', 'pair', 'look'].map((step) => html`<li key=${step}><p>${t(`help.step.${step}`)}</p></li>`)}</ol>
    <p>${t('help.update')}</p><p><${Link} to="/agents/new" class="button primary">${t('agents.pair')}<//></p><h2>${t('help.api')}</h2><p>${t('help.api_text')}</p><p><a href="/api/docs">/api/docs</a>, <a href="/openapi">/openapi</a></p></section>
  <section class="card"><h2>${t('help.keys')}</h2><table><thead class="hush"><tr><th scope="col">${t('help.key')}</th><th scope="col">${t('help.does')}</th></tr></thead><tbody>${KEYS.map(([key, does]) => html`<tr key=${key}><th scope="row"><kbd>${key}</kbd></th><td>${t(`key.${does}`)}</td></tr>`)}</tbody></table><p class="hint">${t('help.keys_hint')}</p></section></div>`;
