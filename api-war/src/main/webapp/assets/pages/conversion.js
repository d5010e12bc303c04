// One conversion: its steps, what the converter said, what to do next.
import { html, useEffect, useState } from '../lib.js';
import { t, percent, visible } from '../texts.js';
import { look } from '../api.js';
import { putAnswer } from '../lists.js';
import { Link } from '../router.js';
import { Heading } from '../parts/heading.js';
import { Loading, Problem, Time, Action, State, Progress, Icon } from '../parts/ui.js';
import { useConversions, cancel, promote } from './conversions.js';
import { isUnderWay } from '../parts/conversion-row.js';
import { flashTo } from '../parts/model-actions.js';

const STEPS = ['queued', 'running', 'succeeded'];

export default function Conversion({ route }) {
  const known = useConversions().items?.find((one) => one.id === route.params.id);
  const [loaded, setLoaded] = useState({ one: null, failure: null });
  useEffect(() => { putAnswer('conversions', () => look(`/api/conversions/${route.params.id}`)).then((one) => setLoaded({ one, failure: null }), (failure) => setLoaded({ one: null, failure })); }, []);
  const one = known ?? loaded.one;
  const crumbs = [['/conversions', t('nav.conversions')]];
  if (!one) return loaded.failure ? html`<${Heading} title=${t('kind.conversion')} crumbs=${crumbs} /><${Problem} failure=${loaded.failure}><${Link} to="/conversions">${t('common.back_to_list')}<//><//>` : html`<${Loading} />`;
  const again = `/conversions/new?${new URLSearchParams({ chip: one.target_chip, name: one.name })}`;
  const at = STEPS.indexOf(one.status);
  return html`<${Heading} title=${one.name} crumbs=${crumbs}>
    ${isUnderWay(one) && html`<${Action} run=${() => cancel(one)}>${t('action.cancel')}<//>`}
    ${one.status === 'succeeded' && html`<a class="button" href=${`/api/conversions/${one.id}/result`}><${Icon} name="download" />${t('action.download')}</a>
      ${one.model_id ? html`<${Link} class="button" to=${`/models/${one.model_id}`}>${t('conversions.in_library')}<//><button type="button" class="primary" onClick=${() => flashTo({ id: one.model_id, name: one.name, chip: one.target_chip })}>${t('action.flash')}</button>` : html`<${Action} kind="primary" run=${() => promote(one)}>${t('action.promote')}<//>`}`}
    ${['failed', 'cancelled'].includes(one.status) && html`<${Link} class="button primary" to=${again}>${t('conversions.again')}<//>`}<//>
    <section class="card"><div class="row" role="status"><${State} kind="conversion" value=${one.status} /></div>
      ${one.status === 'running' && html`<${Progress} value=${one.progress / 100} text=${percent(one.progress / 100)} />`}
      ${at >= 0 && html`<ol class="steps">${STEPS.map((step, i) => html`<li key=${step} class=${i < at || one.status === 'succeeded' ? 'done' : ''} aria-current=${i === at ? 'step' : undefined}><div><h2>${t(`conversions.step.${step}`)}</h2><p class="soft">${t(`conversions.step_text.${step}`)}</p></div></li>`)}</ol>`}
      ${one.status === 'failed' && html`<p>${t('conversions.failed_text')}</p>`}
      ${one.message && html`<h2>${t('conversions.message')}</h2><pre>${visible(one.message)}</pre>`}
      <dl class="facts"><dt>${t('field.chip')}</dt><dd>${one.target_chip}</dd><dt>${t('field.created')}</dt><dd><${Time} at=${one.created_at} /></dd><dt>${t('field.updated')}</dt><dd><${Time} at=${one.updated_at} /></dd></dl></section>`;
}
