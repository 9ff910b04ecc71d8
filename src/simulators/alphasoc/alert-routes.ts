/** The two feeds: alerts, and findings where they exist (contract sheet alphasoc, sections 4.2 and 4.10). */
import { json, type RecordedRequest, type SimAnswer } from '../kit.ts';
import type { Bookmarks } from './bookmarks.ts';
import { findingsOf } from './findings.ts';
import type { FeedPage } from './pages.ts';
import { badRequest } from './problems.ts';
import type { AlphaSocSwitches } from './switches.ts';
import type { AlphaSocPoll, AlphaSocThreat } from './types.ts';
import type { Watch } from './watch.ts';
import { alertOnWire, collection, dictionaryOf } from './wire.ts';

export interface FeedParts {
  readonly switches: AlphaSocSwitches;
  readonly bookmarks: Bookmarks;
  readonly pageAfter: (follow: string | null) => FeedPage;
  readonly threats: ReadonlyMap<string, AlphaSocThreat>;
  /** What is to be bent on the wire, by alert id. */
  readonly bent: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly watch: Watch;
  readonly polls: AlphaSocPoll[];
}

export function createFeedRoutes(parts: FeedParts) {
  const { switches, bookmarks, pageAfter, threats, bent, watch, polls } = parts;

  function poll(request: RecordedRequest, form: 'short' | 'base64'): FeedPage & { given: string } {
    const { path, at } = request;
    // An empty `follow` counts as absent (section 8, gotcha 8).
    const follow = request.query.get('follow') || null;
    watch.polls(path, follow);
    const page = pageAfter(follow);
    const given = bookmarks.write(page.position, form);
    watch.polled(path, follow, given, page.more);
    polls.push({ path, at, follow, given, more: page.more, alerts: page.alerts.length });
    return { ...page, given };
  }

  return {
    alerts(request: RecordedRequest): SimAnswer {
      const wide = request.query.get('threats');
      if (wide !== null && wide !== 'all') watch.note('unknown-parameter', `threats=${wide}`);
      const { alerts, more, given } = poll(request, switches.bookmarkForm);
      const shown = alerts.map((alert) => alertOnWire(alert, threats, switches, bent.get(alert.id)));
      const dictionary = dictionaryOf(alerts, threats, switches, wide === 'all' && switches.threatsAll);
      return json(200, {
        follow: given,
        more,
        ...collection('alerts', shown, switches.emptyCollections),
        ...collection('threats', dictionary, switches.emptyCollections),
        ...(switches.unknownFields ? { after: null, before: '' } : {}),
      });
    },
    findings(request: RecordedRequest): SimAnswer {
      if (request.query.get('format') !== 'ocsf') throw badRequest('format must be ocsf');
      const { alerts, more, given } = poll(request, 'base64');
      return json(200, {
        findings: alerts.flatMap((alert) => findingsOf(alert, threats)),
        follow: given,
        more,
      });
    },
  };
}
