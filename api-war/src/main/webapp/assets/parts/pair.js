// Pairing: a code, the command for the box, and waiting until it has come.
import { html, useEffect, useState, useEvery, Fragment } from '../lib.js';
import { t, duration } from '../texts.js';
import { del, post } from '../api.js';
import { useList, reload, drop, lists } from '../lists.js';
import { listen } from '../live/events.js';
import { go, Link } from '../router.js';
import { Dialog, ask } from './dialog.js';
import { Action, Field, Foreign, Problem, Time, useCards } from './ui.js';
import { Command, Systems, program, start } from './command.js';
import { kept } from './forms.js';
import { toast } from './toast.js';
import { Qr } from './qr.js';

function command(how, made, label) {
  const server = made.server_url ?? location.origin;
  const quote = how === 'windows' ? `"${label.replaceAll('"', '')}"` : `'${label.replaceAll("'", "'\\''")}'`;
  return made.command && how === 'linux' ? made.command : `${program(how)} pair ${made.code} --server ${server} --name ${quote}`;
}

function Waiting({ made, label, close, paired }) {
  const [how, setHow] = useState('linux');
  const [now, setNow] = useState(Date.now());
  const [agent, setAgent] = useState(null);
  const { items } = useList('agents');
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const found = (id) => reload('agents').then(() => setAgent(lists.agents.state.get().items?.find((one) => one.id === id) ?? { id, label }));
  useEffect(() => listen((event, data) => { if (event === 'pairing_code' && data.id === made.id && data.change === 'used') found(data.agent_id); }), []);
  // The live channel closes this by itself; without it, the list of codes tells.
  useEvery(5000, async () => {
    if (agent) return;
    await reload('codes');
    const code = lists.codes.state.get().items?.find((one) => one.id === made.id);
    if (!code?.used_at) return;
    await reload('agents');
    const all = lists.agents.state.get().items ?? [];
    setAgent([...all].sort((a, b) => (a.paired_at < b.paired_at ? 1 : -1))[0] ?? null);
  }, [agent]);
  useEffect(() => { if (agent) paired(); }, [agent]);
  const left = Math.max(0, (Date.parse(made.expires_at) - now) / 1000);
  if (agent) {
    const there = items?.find((one) => one.id === agent.id)?.online;
    return html`<p role="status">${t(there ? 'pair.online' : 'pair.done', { name: agent.label || agent.name, platform: agent.platform ?? '' })}</p>
      ${!there && html`<p>${t('pair.start')}</p><${Command} line=${start(how)} copy=${t('pair.copy')} />
      <p role="status" class="state busy"><i aria-hidden="true"></i>${t('pair.connecting')}</p>`}
      <footer><button type="button" onClick=${close}>${t('action.close')}</button><${Link} to=${`/agents/${agent.id}`} class="button primary">${t('action.open')}<//></footer>`;
  }
  if (left === 0) return html`<p class="problem">${t('pair.expired')}</p><footer><button type="button" class="primary" onClick=${close}>${t('action.close')}</button></footer>`;
  const line = command(how, made, label);
  const groups = made.code_groups ?? made.code.match(/.{1,4}/g);
  return html`<p>${t('pair.run')} <a href="/help" target="_blank" rel="noopener">${t('help.agent')}</a></p><${Systems} how=${how} choose=${setHow} />
    <${Command} line=${line} copy=${t('pair.copy')} />${how === 'docker' && html`<p class="hint">${t('pair.docker_hint')}</p>`}
    <details><summary>${t('pair.aloud')}</summary><p class="code">${(Array.isArray(groups) ? groups : [groups]).join(' ')}</p><${Qr} text=${made.code} /></details>
    <p role="status" class="state busy"><i aria-hidden="true"></i>${t('pair.waiting')}</p><p class="hint">${t('pair.left', { time: duration(left) })}</p>`;
}

export function Pair() {
  const [label, setLabel] = useState(kept('pair-label'));
  const [proxy, setProxy] = useState(false);
  const [made, setMade] = useState(null);
  const [used, setUsed] = useState(false);
  const [failure, setFailure] = useState(null);
  const leave = () => go('/agents');
  const close = async () => {
    // The list of codes does not tell: one that was used is taken out of it.
    const open = made && !used && Date.parse(made.expires_at) > Date.now();
    if (open) await ask({ title: t('pair.withdraw_title'), text: t('pair.withdraw_text'), keep: t('pair.keep'), action: t('action.withdraw'), run: () => withdraw(made) });
    leave();
  };
  const make = async () => {
    setFailure(null);
    const body = { allow_proxy: proxy, ...(label.trim() ? { label: label.trim() } : {}) };
    setMade(await post('/api/pairing/tokens', body));
    reload('codes');
  };
  return html`<${Dialog} title=${t('agents.pair')} close=${close}>
    ${made ? html`<${Waiting} made=${made} label=${label.trim() || 'agent'} close=${leave} paired=${() => setUsed(true)} />`
      : html`<form onSubmit=${(e) => { e.preventDefault(); e.currentTarget.querySelector('.primary').click(); }}>
      <${Field} id="pair-label" label=${t('field.label')} hint=${t('pair.label_hint')} failure=${failure} name="label"><input id="pair-label" type="text" maxlength="100" autofocus placeholder=${t('pair.example')} value=${label} onInput=${(e) => setLabel(e.target.value)} /><//>
      <label class="check"><input type="checkbox" checked=${proxy} onChange=${(e) => setProxy(e.target.checked)} /><span>${t('field.allow_proxy')}<br /><small class="soft">${t('pair.proxy_hint')}</small></span></label>
      <${Problem} failure=${failure} /><footer><button type="button" onClick=${leave}>${t('action.cancel')}</button><${Action} kind="primary" run=${make} failed=${setFailure}>${t('pair.make')}<//></footer></form>`}<//>`;
}

async function withdraw(code) {
  await del(`/api/pairing/tokens/${code.id}`);
  drop('codes', code.id);
  toast(t('pair.withdrawn'));
}

export function OpenCodes() {
  const { items } = useList('codes');
  const as = useCards();
  const open = (items ?? []).filter((code) => !code.used_at && Date.parse(code.expires_at) > Date.now());
  if (open.length === 0) return null;
  return html`<${Fragment}><h2>${t('pair.open_codes')}</h2><div class="scroll"><table class="cards" ...${as.table}><thead><tr><th scope="col">${t('field.label')}</th><th scope="col">${t('pair.expires')}</th><th scope="col"><span class="hush">${t('action.withdraw')}</span></th></tr></thead>
    <tbody ...${as.list}>${open.map((code) => html`<tr ...${as.item} key=${code.id}><td><${Foreign} text=${code.label} /></td><td data-name=${t('pair.expires')}><${Time} at=${code.expires_at} /></td><td class="end"><${Action} kind="small" run=${() => withdraw(code)}>${t('action.withdraw')}<//></td></tr>`)}</tbody></table></div><//>`;
}
