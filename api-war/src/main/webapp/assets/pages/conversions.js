// Conversions: the list.
import { html, useEvery } from '../lib.js';
import { t } from '../texts.js';
import { del, post } from '../api.js';
import { useList, reload } from '../lists.js';
import { connection } from '../live/events.js';
import { Link, go } from '../router.js';
import { Heading } from '../parts/heading.js';
import { Icon, Loading, Problem, Empty, Time, Foreign, Action, useCards } from '../parts/ui.js';
import { Uploads } from '../parts/upload-form.js';
import { ConversionState, isUnderWay } from '../parts/conversion-row.js';

/** Without the live channel, what is under way is asked for. */
export function useConversions() {
  const list = useList('conversions');
  useEvery(4000, () => { if (connection.get().state !== 'live' && list.items?.some(isUnderWay)) reload('conversions'); }, [list.at]);
  return list;
}

export const cancel = async (one) => {
  await del(`/api/conversions/${one.id}`);
  await reload('conversions');
};

export const promote = async (one) => {
  const { model_id: model } = await post(`/api/conversions/${one.id}/promote`);
  await Promise.all([reload('models'), reload('conversions')]);
  go(`/models/${model}`);
};

export default function Conversions() {
  const { items, failure } = useConversions();
  const as = useCards();
  return html`<${Heading} title=${t('nav.conversions')}><${Link} to="/conversions/new" class="button primary"><${Icon} name="plus" />${t('conversions.new')}<//><//>
    <${Problem} failure=${failure} retry=${() => reload('conversions')} />
    <${Uploads} page="/conversions/new" />
    ${items === null && !failure && html`<${Loading} />`}
    ${items?.length === 0 && html`<${Empty} icon="conversions" title=${t('conversions.none_title')}><p>${t('conversions.none_text')}</p><${Link} to="/conversions/new" class="button primary">${t('conversions.new')}<//><//>`}
    ${items?.length > 0 && html`<div class="scroll"><table class="cards" ...${as.table}><caption class="hush">${t('nav.conversions')}</caption><thead><tr>${['name', 'chip', 'state', 'created'].map((one) => html`<th key=${one} scope="col">${t(`field.${one}`)}</th>`)}<th scope="col"><span class="hush">${t('agents.more')}</span></th></tr></thead>
    <tbody ...${as.list}>${items.map((one) => html`<tr ...${as.item} key=${one.id}><td class="wide"><${Link} to=${`/conversions/${one.id}`}><${Foreign} text=${one.name} /><//></td><td data-name=${t('field.chip')}>${one.target_chip}</td>
      <td data-name=${t('field.state')}><${ConversionState} one=${one} /></td><td data-name=${t('field.created')}><${Time} at=${one.created_at} /></td>
      <td class="end wide">${isUnderWay(one) && html`<${Action} kind="small" run=${() => cancel(one)}>${t('action.cancel')}<//>`}
      ${one.status === 'succeeded' && (one.model_id ? html`<${Link} to=${`/models/${one.model_id}`}>${t('conversions.in_library')}<//>` : html`<${Action} kind="small" run=${() => promote(one)}>${t('action.promote')}<//>`)}</td></tr>`)}</tbody></table></div>`}`;
}
