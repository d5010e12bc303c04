// The end of the session: the warning before it, the page-covering dialog after it.
import { html, useEffect, useState, useStore, memory } from '../lib.js';
import { t } from '../texts.js';
import { ended, get, post } from '../api.js';
import { Dialog } from './dialog.js';
import { keepForms } from './forms.js';

export const loginAddress = () => `/api/auth/login?return_to=${encodeURIComponent(location.pathname + location.search + location.hash)}`;

export async function signOut() {
  const out = await post('/api/auth/logout');
  location.assign(out?.logout_url ?? '/');
}

const REASONS = ['signed_out', 'ended_elsewhere', 'idle', 'expired', 'provider'];
const TOUCH_MS = 60000;
const WARN_MS = 60000;

/**
 * Counts idleness here as the server does: from the last request that was not passive. Whatever the person does
 * sends one, at most one a minute; "keep this screen signed in" sends them without.
 */
export function SessionGuard({ me }) {
  const reason = useStore(ended);
  const [left, setLeft] = useState(null);
  const idle = (me.idle_timeout_seconds ?? 1800) * 1000;
  useEffect(() => {
    let used = Date.now();
    const touch = () => {
      if (Date.now() - used < TOUCH_MS || ended.get()) return;
      used = Date.now();
      setLeft(null);
      get('/api/auth/me').catch((failure) => console.info('Not told', failure.code));
    };
    const watch = setInterval(() => {
      if (memory.get('stay', false) && !document.hidden) touch();
      const rest = used + idle - Date.now();
      setLeft(rest < WARN_MS && rest > 0 ? Math.ceil(rest / 1000) : null);
    }, 1000);
    const kinds = ['keydown', 'pointerdown', 'touchstart', 'wheel'];
    kinds.forEach((kind) => addEventListener(kind, touch, { passive: true }));
    return () => {
      clearInterval(watch);
      kinds.forEach((kind) => removeEventListener(kind, touch));
    };
  }, [idle]);
  useEffect(() => { if (reason) keepForms(); }, [reason]);
  if (reason) {
    return html`<${Dialog} title=${t('session.over')} fixed><p>${t(`session.reason.${REASONS.includes(reason) ? reason : 'expired'}`)}</p>
      <p class="hint">${t('session.kept')}</p><footer><a class="button primary" href=${loginAddress()} autofocus>${t('action.sign_in')}</a></footer><//>`;
  }
  if (left === null) return null;
  return html`<${Dialog} title=${t('session.still_there')} close=${() => setLeft(null)}><p>${t('session.countdown', { count: left })}</p>
    <footer><button type="button" class="primary" onClick=${() => setLeft(null)}>${t('session.stay')}</button></footer><//>`;
}
