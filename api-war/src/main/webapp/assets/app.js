// Starts the console: texts, who is there, the frame.
import { html, render, store, useStore } from './lib.js';
import { choose, speak, language, t } from './texts.js';
import { get, session, ApiError } from './api.js';
import { backoff, wait } from './live/backoff.js';
import { theme } from './parts/theme.js';
import { Frame } from './frame.js';
import { Welcome } from './pages/welcome.js';

/** Who is signed in: undefined while unanswered, null for nobody. */
const me = store(undefined);
const failed = store(null);

function Root() {
  useStore(language);
  const person = useStore(me);
  const failure = useStore(failed);
  if (person) return html`<${Frame} me=${person} />`;
  if (person === null) return html`<${Welcome} />`;
  if (failure) return html`<div class="welcome"><h1>${t('connection.no_server')}</h1><p>${t('connection.trying')}</p></div>`;
  return html`<div class="frame skeleton"><div class="rail"></div><header class="top"></header><main></main></div>`;
}

/** 401 is nobody; anything else is no answer, and is asked again. */
async function whoIsThere() {
  const pause = backoff();
  for (;;) {
    try {
      const person = await get('/api/auth/me');
      session.begun();
      return person;
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 401) return null;
      failed.set(failure);
      await wait(pause.next());
    }
  }
}

/** Nothing can be said without texts, so they are asked for until they come. */
async function speakAtLast(tag) {
  const pause = backoff();
  for (;;) {
    try {
      return await speak(tag);
    } catch (failure) {
      console.info('No texts', failure.message);
      await wait(pause.next());
    }
  }
}

async function start() {
  theme();
  const asked = whoIsThere();
  await speakAtLast(choose());
  const app = document.getElementById('app');
  app.replaceChildren();
  render(html`<${Root} />`, app);
  const person = await asked;
  if (person?.locale) await speakAtLast(choose(person.locale));
  me.set(person);
}

start();
