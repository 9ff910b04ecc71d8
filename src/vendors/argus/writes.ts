/** What Argus can be told, by people and by sensors (contract sheet argus, sections 8 and 12). */
import type { HttpClient } from '../../http/types.ts';
import type { SourceError } from '../../model/errors.ts';
import type { Source } from '../../model/source.ts';
import type { Writes } from '../../model/writes.ts';
import type { BrowseContext } from './browse.ts';
import { createEventsById } from './lookup.ts';
import { createAssessEvents } from './writes-assess.ts';
import { createArgusWritingClient } from './writes-client.ts';
import { createAssessMatchingEvents } from './writes-matching.ts';
import { createSettling } from './writes-settle.ts';
import { createSetAlertStatus } from './writes-status.ts';
import { createSubmitEvents } from './writes-submit.ts';
import { createReadSubmitted } from './writes-submitted.ts';

export interface WritesContext extends BrowseContext {
  readonly http: HttpClient;
  readonly onInvalid: (error: SourceError) => void;
  readonly browseEvents: NonNullable<Source['browse']['events']>;
  readonly cases: NonNullable<Source['lookup']['cases']>;
  readonly lineage: NonNullable<Source['argus']>['lineage'];
  readonly maxConcurrent: number;
}

/** Argus keeps no note on an event, only comments, which cannot be taken back: there is no `setAlertNote`. */
export function createWrites(context: WritesContext): Writes {
  const { source, api, client, http, onInvalid, browseEvents, cases, lineage, maxConcurrent } = context;
  const writing = createArgusWritingClient(source, api, http, onInvalid);
  const settle = createSettling({ client, lineage });
  // Writes are v2's, and only v2 shows all of what they change.
  const eventsById = createEventsById({ ...context, api: 'v2' });
  const assess = { source, writing, cases, settle, maxConcurrent };
  return {
    assessEvents: createAssessEvents(assess),
    assessMatchingEvents: createAssessMatchingEvents({ ...assess, browse: browseEvents }),
    submitEvents: createSubmitEvents({
      source,
      writing,
      submitted: createReadSubmitted({ client, eventsById }),
    }),
    setAlertStatus: createSetAlertStatus({ source, writing, eventsById, settle }),
  };
}
