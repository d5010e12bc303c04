// An address that is not one of ours.
import { html } from '../lib.js';
import { t } from '../texts.js';
import { Heading } from '../parts/heading.js';
import { Empty } from '../parts/ui.js';
import { Link } from '../router.js';

export default () => html`<${Heading} title=${t('not_found.title')} />
  <${Empty} icon="search" title=${t('not_found.text')}><p><${Link} to="/" class="button primary">${t('not_found.home')}<//></p><//>`;
