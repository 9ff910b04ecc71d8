/** What a mutation has changed is shown by what comes after it, in the same operation and in the next. */
import { expect, test } from 'vitest';
import { idOf } from '../support/incident.ts';
import { open } from '../support/mutations.ts';

test('mutations of one operation follow each other, and each shows what those before it did', async () => {
  await using rig = await open();
  rig.gta.addAlert({ id: 'al-1', status: { value: 'New' } });
  const event = rig.argus.addEvent();
  const variables = { alert: idOf('Alert', 'gta', 'al-1'), event: idOf('Event', 'argus', event.id) };
  const fields = 'alert { status note }';
  const { data, errors } = await rig.ask(
    `mutation ($alert: ID!, $event: ID!) {
      opened: setAlertStatus(input: { id: $alert, status: OPEN }) { ... on SetAlertStatusPayload { ${fields} } }
      noted: setAlertNote(input: { id: $alert, note: "seen" }) { ... on SetAlertNotePayload { ${fields} warnings } }
      high: assessEvents(input: { ids: [$event], assessment: { severity: HIGH } }) { ...Events }
      closed: setAlertStatus(input: { id: $alert, status: CLOSED }) { ... on SetAlertStatusPayload { ${fields} } }
      low: assessEvents(input: { ids: [$event], assessment: { severity: LOW } }) { ...Events }
    }
    fragment Events on AssessEventsPayload { events { severity } }`,
    variables,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    opened: { alert: { status: 'OPEN', note: null } },
    noted: { alert: { status: 'OPEN', note: 'seen' }, warnings: [] },
    high: { events: [{ severity: 'HIGH' }] },
    closed: { alert: { status: 'CLOSED', note: 'seen' } },
    low: { events: [{ severity: 'LOW' }] },
  });

  // At once, though the feeds come by once an hour.
  const next = await rig.ask(
    `query ($alert: ID!, $event: ID!) {
      nodes(ids: [$alert, $event]) { ... on Alert { status note } ... on Event { severity } }
      alerts(filter: { sources: ["gta"] }) { nodes { status note } }
      events(filter: { sources: ["argus"] }) { nodes { severity } }
      gta: source(name: "gta") { alerts { nodes { status note } } }
      argus: source(name: "argus") { events { nodes { severity } } }
    }`,
    variables,
  );
  const alert = { status: 'CLOSED', note: 'seen' };
  expect(next.errors).toEqual([]);
  expect(next.data).toEqual({
    nodes: [alert, { severity: 'LOW' }],
    alerts: { nodes: [alert] },
    events: { nodes: [{ severity: 'LOW' }] },
    gta: { alerts: { nodes: [alert] } },
    argus: { events: { nodes: [{ severity: 'LOW' }] } },
  });
  const { data: told } = await rig.ask<{ changes: { edges: { node: object }[] } }>(
    '{ changes(kinds: [ALERT], sources: ["gta"]) { edges { node { ... on Alert { status note } } } } }',
  );
  expect(told?.changes.edges.at(-1)?.node).toEqual(alert);
});
