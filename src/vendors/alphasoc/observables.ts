/** What an alert mentions (contract sheet alphasoc, section 12.1, row Indicator). */
import { observableList, observableRef } from '../../model/observables.ts';
import type { ObservableRef } from '../../model/values.ts';
import type { Fields } from './fields.ts';
import { hostOf, urlOf } from './values.ts';

/** `fields`: the event's, undefined where the alert has none. `domain`: the one of the wisdom. */
export function observablesOf(
  fields: Fields | undefined,
  domain: string | undefined,
): readonly ObservableRef[] {
  const about = observableRef('DOMAIN', domain, 'destination');
  if (fields === undefined) return observableList([about]);
  const url = urlOf(fields);
  return observableList([
    observableRef('IP', fields.ip('srcIP'), 'source'),
    observableRef('HOST', fields.text('srcHost'), 'source'),
    observableRef('MAC', fields.text('srcMac'), 'source'),
    observableRef('USER', fields.text('srcUser'), 'actor'),
    observableRef('JA3', fields.text('ja3'), 'source'),
    observableRef('IP', fields.ip('destIP'), 'destination'),
    observableRef('DOMAIN', fields.text('query'), 'query'),
    url === undefined ? null : observableRef('URL', url.href, 'destination'),
    url === undefined ? null : observableRef('DOMAIN', hostOf(url), 'destination'),
    about,
    observableRef('CERT_HASH', fields.text('certHash'), 'destination'),
    observableRef('JA3', fields.text('ja3s'), 'destination'),
  ]);
}
