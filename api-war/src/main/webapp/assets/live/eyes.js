// The cameras of all agents that are online, asked for when somebody looks for one by name.
import { look } from '../api.js';
import { camera as shape, itemsOf } from '../shapes.js';

const FRESH_MS = 60000;
/** Who has more agents finds cameras on the agents' own pages. */
const MOST_AGENTS = 30;
let at = -Infinity;
let known = [];

/** At most a minute old. */
export async function camerasOf(agents) {
  if (performance.now() - at < FRESH_MS) return known;
  const asked = agents.filter((agent) => agent.online).slice(0, MOST_AGENTS);
  if (asked.length === 0) return known;
  const answers = await Promise.allSettled(asked.map((agent) => look(`/api/agents/${agent.id}/cameras`)));
  // An agent that does not answer has no cameras that could be looked at now.
  known = answers.flatMap((answer, i) => (answer.status === 'fulfilled' ? itemsOf(answer.value, shape).map((camera) => ({ ...camera, agent_id: asked[i].id })) : []));
  at = performance.now();
  return known;
}
