// A program asks to be signed in: what it is, and the person's yes or no.
import { html, useEffect, useState } from '../lib.js';
import { t } from '../texts.js';
import { post } from '../api.js';
import { Heading } from '../parts/heading.js';
import { Problem, Time, Action, Field, Foreign } from '../parts/ui.js';

/** The code is after the #, where no server sees it, and is not left in the address. */
function brought() {
  const code = location.hash.slice(1);
  if (code) history.replaceState(null, '', location.pathname);
  return code;
}

function Typed({ found }) {
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState(null);
  const look = async () => found(await post('/api/auth/device/look', { user_code: code }));
  return html`<section class="card"><form onSubmit=${(e) => { e.preventDefault(); e.currentTarget.querySelector('.primary').click(); }}>
    <${Field} id="user-code" label=${t('connect.code')} hint=${t('connect.code_hint')} failure=${failure} name="user_code"><input id="user-code" type="text" data-secret maxlength="16" autocomplete="off" autofocus value=${code} onInput=${(e) => setCode(e.target.value)} /><//>
    <${Problem} failure=${failure} /><${Action} kind="primary" disabled=${!code.trim()} run=${look} failed=${setFailure}>${t('connect.next')}<//></form></section>`;
}

function Decide({ asking, decided }) {
  const say = (what) => async () => {
    const { location: address } = await post(`/api/auth/device/${what}`, { user_code: asking.user_code });
    decided(what);
    if (address) location.replace(address);
  };
  return html`<section class="card"><p>${t('connect.asks')}</p>
    <dl class="facts"><dt>${t('connect.program')}</dt><dd><${Foreign} text=${asking.name} /></dd><dt>${t('connect.code')}</dt><dd><code>${asking.user_code}</code></dd>
      <dt>${t('connect.address')}</dt><dd>${asking.address}</dd><dt>${t('connect.asked')}</dt><dd><${Time} at=${asking.created_at} /></dd></dl>
    <p><strong>${t('connect.warning')}</strong></p>
    <div class="row"><${Action} kind="primary" run=${say('approve')}>${t('connect.approve')}<//><${Action} run=${say('deny')}>${t('connect.deny')}<//></div></section>`;
}

export default function Connect() {
  const [asking, setAsking] = useState(null);
  const [failure, setFailure] = useState(null);
  const [decided, setDecided] = useState(null);
  useEffect(() => {
    const code = brought();
    if (code) post('/api/auth/device/look', { user_code: code }).then(setAsking, setFailure);
  }, []);
  return html`<${Heading} title=${t('connect.title')} />
    ${decided ? html`<section class="card" role="status"><p>${decided === 'approve' ? t('connect.approved') : t('connect.denied')}</p></section>`
      : asking ? html`<${Decide} asking=${asking} decided=${setDecided} />`
        : html`<${Problem} failure=${failure} /><${Typed} found=${setAsking} />`}`;
}
