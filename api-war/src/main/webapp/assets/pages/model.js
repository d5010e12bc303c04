// One model.
import { html, useEffect, useState } from '../lib.js';
import { t, bytes, visible } from '../texts.js';
import { look } from '../api.js';
import { useList } from '../lists.js';
import { useFleet } from '../live/fleet.js';
import { Link } from '../router.js';
import { Heading } from '../parts/heading.js';
import { Loading, Problem, Time, Copy, Action, State } from '../parts/ui.js';
import { carriers, download, flashTo, remove } from '../parts/model-actions.js';
import { renameModel } from '../parts/rename.js';

export default function Model({ route }) {
  const known = useList('models').items?.find((one) => one.id === route.params.id);
  const { rows } = useFleet();
  const [loaded, setLoaded] = useState({ model: null, failure: null });
  useEffect(() => { look(`/api/models/${route.params.id}`).then((model) => setLoaded({ model, failure: null }), (failure) => setLoaded({ model: null, failure })); }, []);
  const model = known ?? loaded.model;
  const crumbs = [['/models', t('nav.models')]];
  if (!model) return loaded.failure ? html`<${Heading} title=${t('kind.model')} crumbs=${crumbs} /><${Problem} failure=${loaded.failure}><${Link} to="/models">${t('common.back_to_list')}<//><//>` : html`<${Loading} />`;
  const on = carriers(rows, model.id);
  return html`<${Heading} title=${model.name} crumbs=${crumbs}><${Action} icon="download" run=${() => download(model)}>${t('action.download')}<//><button type="button" onClick=${() => renameModel(model)}>${t('action.rename')}</button>
    <button type="button" class="danger" onClick=${() => remove(model)}>${t('action.delete')}</button><button type="button" class="primary" onClick=${() => flashTo(model)}>${t('action.flash')}</button><//>
    <div class="two"><section class="card"><h2>${t('models.facts')}</h2><dl class="facts">
      <dt>${t('field.chip')}</dt><dd>${model.chip}</dd><dt>${t('field.source')}</dt><dd>${t(`state.source.${model.source}`)}</dd><dt>${t('field.size')}</dt><dd>${bytes(model.size)}</dd>
      <dt>${t('field.created')}</dt><dd><${Time} at=${model.created_at} /></dd><dt>${t('field.sha256')}</dt><dd><code>${model.sha256}</code> <${Copy} text=${model.sha256} /></dd></dl>
      <p class="hint">${t(`models.where.${model.source}`)}</p></section>
    <section class="card"><h2>${t('field.in_use')}</h2>${on.length === 0 ? html`<p class="soft">${t('models.on_none')}</p>`
      : html`<ul class="plain">${on.map((one) => html`<li key=${one.agent_id + one.id}><${Link} to=${`/agents/${one.agent_id}/devices/${one.id}`}>${visible(one.name || one.id)}<//><${State} kind="device" value=${one.state} /></li>`)}</ul>`}</section></div>`;
}
