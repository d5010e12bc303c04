// Me: who I am, where I am signed in, how it looks.
import { html, useEffect, useState, memory, useStore } from '../lib.js';
import { t, LANGUAGES, speak } from '../texts.js';
import { del, lastFailure, look as passively } from '../api.js';
import { useList, reload, drop } from '../lists.js';
import { Heading } from '../parts/heading.js';
import { Loading, Problem, Time, Action, Foreign, Copy, useCards } from '../parts/ui.js';
import { ask } from '../parts/dialog.js';
import { THEMES, chosenTheme, theme } from '../parts/theme.js';
import { signOut } from '../parts/session.js';
import { toast } from '../parts/toast.js';

function Sessions() {
  const { items, failure } = useList('sessions');
  const as = useCards();
  const end = async (one) => {
    await del(`/api/auth/sessions/${one.id}`);
    drop('sessions', one.id);
    toast(t('account.ended'));
  };
  const others = () => ask({ title: t('account.end_others'), text: t('account.end_others_text'), action: t('account.end_others'), run: async () => { await del('/api/auth/sessions'); await reload('sessions'); } });
  return html`<section class="card"><div class="row"><h2>${t('account.sessions')}</h2>${items?.length > 1 && html`<button type="button" class="small push" onClick=${others}>${t('account.end_others')}</button>`}</div>
    <${Problem} failure=${failure} retry=${() => reload('sessions')} />${items === null && !failure && html`<${Loading} rows=${2} />`}
    ${items && html`<table class="cards" ...${as.table}><thead><tr><th scope="col">${t('account.since')}</th><th scope="col">${t('account.last_used')}</th><th scope="col">${t('account.expires')}</th><th scope="col"><span class="hush">${t('action.end')}</span></th></tr></thead>
    <tbody ...${as.list}>${items.map((one) => html`<tr ...${as.item} key=${one.id}><td data-name=${t('account.since')}><${Time} at=${one.created_at} />${one.program && html` <span class="tag"><${Foreign} text=${one.program} /></span>`}</td><td data-name=${t('account.last_used')}><${Time} at=${one.last_used_at} /></td><td data-name=${t('account.expires')}><${Time} at=${one.expires_at} /></td>
      <td class="end">${one.current ? html`<span class="tag">${t('account.this_one')}</span>` : html`<${Action} kind="small" run=${() => end(one)}>${t('action.end')}<//>`}</td></tr>`)}</tbody></table>`}</section>`;
}

function Switch({ name, otherwise, label, hint }) {
  const [on, setOn] = useState(memory.get(name, otherwise));
  return html`<label class="check"><input type="checkbox" checked=${on} onChange=${(e) => { memory.set(name, e.target.checked); setOn(e.target.checked); }} /><span>${label}<br /><small class="soft">${hint}</small></span></label>`;
}

export default function Account({ me }) {
  const look = useStore(chosenTheme);
  const failure = useStore(lastFailure);
  const [version, setVersion] = useState(null);
  useEffect(() => { passively('/api/overview').then(({ server }) => setVersion(server.version), (problem) => console.info('No version', problem.code)); }, []);
  const build = document.documentElement.dataset.build;
  const support = [version, build, failure?.code, failure?.requestId, failure?.at].filter(Boolean).join(' · ');
  return html`<${Heading} title=${t('account.title')}><${Action} run=${signOut}>${t('action.sign_out')}<//><//>
    <div class="two"><${Sessions} /><div class="stack">
    <section class="card"><h2>${t('account.me')}</h2><dl class="facts"><dt>${t('field.name')}</dt><dd><${Foreign} text=${me.name || me.username} /></dd><dt>${t('account.email')}</dt><dd><${Foreign} text=${me.email} /></dd><dt>${t('account.subject')}</dt><dd><code>${me.subject}</code></dd></dl></section>
    <section class="card"><h2>${t('account.look')}</h2>
      <div class="field"><label for="language">${t('field.language')}</label><select id="language" value=${document.documentElement.lang} onChange=${(e) => { memory.set('language', e.target.value); speak(e.target.value); }}>${Object.entries(LANGUAGES).map(([tag, name]) => html`<option key=${tag} value=${tag} lang=${tag}>${name}</option>`)}</select></div>
      <div class="field"><label for="theme">${t('account.theme')}</label><select id="theme" value=${look} onChange=${(e) => theme(e.target.value)}>${THEMES.map((one) => html`<option key=${one} value=${one}>${t(`account.theme.${one}`)}</option>`)}</select></div>
      <${Switch} name="stay" otherwise=${false} label=${t('account.stay')} hint=${t('account.stay_hint')} />
      <${Switch} name="keys" otherwise=${true} label=${t('account.keys')} hint=${t('account.keys_hint')} /></section>
    <section class="card"><h2>${t('account.support')}</h2><p class="soft">${t('account.support_text')}</p><div class="row"><code>${support}</code><${Copy} text=${support} /></div></section></div></div>`;
}
