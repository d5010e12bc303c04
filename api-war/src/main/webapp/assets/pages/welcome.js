// Signed out: what this is, and the way in.
import { html, memory } from '../lib.js';
import { t, LANGUAGES, speak } from '../texts.js';
import { loginAddress } from '../parts/session.js';

export const Welcome = () => html`<main class="welcome" id="main">
  <span class="brand"><img src="/favicon.svg" alt="" width="26" height="26" />visionA</span>
  <h1>${t('welcome.title')}</h1><p>${t('welcome.text')}</p>
  <div class="row"><a class="button primary" href=${loginAddress()}>${t('action.sign_in')}</a></div>
  <p class="hint">${t('welcome.account')}</p>
  <div class="row tongues" role="group" aria-label=${t('field.language')}>${Object.entries(LANGUAGES).map(([tag, name]) => html`<button key=${tag} type="button" class="small quiet" lang=${tag}
    aria-pressed=${document.documentElement.lang === tag} onClick=${() => { memory.set('language', tag); speak(tag); }}>${name}</button>`)}</div></main>`;
