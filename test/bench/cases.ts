/** What is measured. A further case is an entry here, and its hand-written counterpart in fan-out.ts. */

/** How the gateway should do, as ratios to the fan-out in the same run. */
export interface Aim {
  /** Median time of a request. */
  readonly p50?: number;
  /** Peak resident memory of the gateway's process, in megabytes (10^6 bytes). */
  readonly peakMb?: number;
}

export interface BenchCase {
  /** Also the path at the fan-out. */
  readonly name: string;
  readonly title: string;
  readonly query: string;
  /** How many items the page has; the query's `$first`. */
  readonly size: number;
  /** Upstream calls of one operation, a token already held (DESIGN section 3). */
  readonly calls: number;
  readonly aim: Aim;
}

/** Everything here is in the alerts' own listing. */
const flatAlerts = /* GraphQL */ `
  query FlatAlerts($first: Int!) {
    source(name: "gta") {
      alerts(first: $first) {
        nodes {
          id
          nativeId
          time
          modifiedAt
          severity
          severityNative
          status
          closingReasons
          note
          labels
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
`;

/** Events; their detections; the detections' alerts and threats; the devices of both, each in one call. */
const eventsWithEvidence = /* GraphQL */ `
  query EventsWithEvidence($first: Int!) {
    source(name: "gta") {
      events(first: $first) {
        nodes {
          id
          title
          time
          severity
          device {
            id
            owner
          }
          threatDetections {
            nodes {
              id
              confidence
              device {
                id
              }
              threat {
                title
                category
                severity
              }
              alerts {
                nodes {
                  id
                  severity
                  status
                  note
                }
              }
            }
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
`;

/** A page of alerts, then the cases of all of them. */
const alertsWithCases = /* GraphQL */ `
  query AlertsWithCases($first: Int!) {
    source(name: "argus") {
      alerts(first: $first) {
        nodes {
          id
          title
          time
          severity
          status
          cases {
            id
            subject
            status
            priority
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
`;

export const cases: readonly BenchCase[] = [
  {
    name: 'cisco-alerts',
    title: '100 Cisco alerts, flat',
    query: flatAlerts,
    size: 100,
    calls: 1,
    aim: {},
  },
  {
    name: 'cisco-events',
    title: '1000 Cisco events with detections, alerts, threats, devices',
    query: eventsWithEvidence,
    size: 1_000,
    calls: 5,
    aim: { p50: 2.2, peakMb: 300 },
  },
  {
    name: 'argus-alerts',
    title: '100 Argus alerts with cases',
    query: alertsWithCases,
    size: 100,
    calls: 2,
    aim: {},
  },
];
