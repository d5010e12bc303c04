// One agent in the table; below 640 px the style sheet makes a card of it.
import { html } from '../lib.js';
import { t, number, visible } from '../texts.js';
import { del } from '../api.js';
import { Link, go } from '../router.js';
import { Action, Foreign, Icon, Lasting, Menu, State, Time, memo, useCards } from './ui.js';
import { toast } from './toast.js';
import { rename } from './rename.js';
import { showToken } from './token.js';

export const agentState = (agent) => (agent.online ? 'online' : agent.online === null ? 'unknown' : agent.last_seen_at ? 'offline' : 'never');

/** "connected for 3 h", "offline for 5 min", "paired 2 days ago". */
export function Seen({ agent }) {
  const state = agentState(agent);
  if (state === 'never') return html`<span class="soft"><${Time} at=${agent.paired_at} text=${(time) => t('agents.paired', { time })} /></span>`;
  const at = agent.online ? agent.connected_at ?? agent.last_seen_at : agent.last_seen_at;
  return html`<span class="soft"><${Lasting} text=${(time) => t(state === 'online' ? 'agents.since_online' : 'agents.since_offline', { time })} since=${at} /></span>`;
}

/** Of "name/1.2 (what it runs on)" the number; the rest is in the tooltip. */
const short = (version) => /^[^/\s]+\/(\S+)/.exec(version ?? '')?.[1] ?? version;

export const AgentRow = memo(({ agent, devices, marked, mark, pinned, pin, revoke }) => {
  const name = agent.label || agent.name;
  const as = useCards();
  const disconnect = async () => {
    await del(`/api/agents/${agent.id}/session`);
    toast(t('agents.disconnected', { name }));
  };
  return html`<tr ...${as.item}><td><input type="checkbox" checked=${marked} aria-label=${t('agents.mark_one', { name })} onChange=${() => mark(agent.id)} /></td>
    <td><${State} kind="agent" value=${agentState(agent)} /></td>
    <td class="wide"><${Link} to=${`/agents/${agent.id}`}><${Foreign} text=${name} /><//>${agent.name !== name && html` <small class="soft"><${Foreign} text=${agent.name} /></small>`}
      ${agent.contested && html` <span class="tag warn" title=${t('agent.contested')}>${t('agents.contested')}</span>`}${pinned && html` <${Icon} name="pin" />`} ${(agent.tags ?? []).map((tag) => html`<span key=${tag} class="tag">${visible(tag)}</span> `)}</td>
    <td class="lesser" data-name=${t('agents.column.platform')}><${Foreign} text=${agent.platform} /></td>
    <td class="lesser" data-name=${t('agents.column.version')}><bdi class="cut" title=${visible(agent.agent_version)}>${visible(short(agent.agent_version)) || '–'}</bdi></td>
    <td data-name=${t('agents.column.devices')}>${number(devices)}</td>
    <td class="lesser" data-name=${t('agents.column.round_trip')}>${agent.round_trip_ms === null || agent.round_trip_ms === undefined ? '–' : t('unit.ms', { value: Math.round(agent.round_trip_ms) })}</td>
    <td class="wide"><${Seen} agent=${agent} /></td>
    <td class="end"><${Menu} label=${t('agents.more_one', { name })}>${() => html`
      <button type="button" onClick=${() => go(`/agents/${agent.id}`)}>${t('action.open')}</button>
      <button type="button" onClick=${() => pin(agent.id)}>${t(pinned ? 'action.unpin' : 'action.pin')}</button>
      <button type="button" onClick=${() => rename(agent)}>${t('action.rename')}</button>
      <${Action} disabled=${!agent.online} run=${disconnect}>${t('action.disconnect')}<//>
      <button type="button" onClick=${() => showToken(agent)}>${t('action.new_token')}</button>
      <button type="button" class="danger" onClick=${() => revoke(agent)}>${t('action.revoke')}</button>`}<//></td></tr>`;
});
