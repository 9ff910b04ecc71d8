import { describe, expect, test } from 'vitest';
import type { KataObject } from '../../../src/simulators/kata/types.ts';
import { eventTypes } from '../../../src/simulators/kata/types.ts';
import { kumaKeyNames, kumaTypeNames } from '../../../src/simulators/kata/switches.ts';
import type { AnyRecord, Event } from '../../../src/model/records.ts';
import { alertsIn, detectionsIn, eventsIn, readAll, start, stored, START } from './harness.ts';

async function recordsOf(...events: readonly KataObject[]): Promise<readonly AnyRecord[]> {
  await using rig = await start();
  for (const event of events) rig.sim.addEvent(event);
  return (await rig.read()).records;
}

async function eventOf(event: KataObject): Promise<Event> {
  const [record] = eventsIn(await recordsOf(event));
  if (record === undefined) throw new Error('no event');
  return record;
}

const mentions = (event: Event): string[] =>
  event.observables.map(({ type, value, role }) => `${type} ${value} ${role}`);

const MD5 = 'A'.repeat(32);
const SHA = 'b'.repeat(64);

describe('what happened', () => {
  const kinds = {
    process: 'PROCESS',
    process_terminate: 'PROCESS',
    module: 'MODULE',
    driver: 'DRIVER',
    connection: 'NETWORK',
    portlisten: 'LISTEN',
    filechange: 'FILE',
    registry: 'REGISTRY',
    applock: 'BLOCKED',
    blockdocument: 'BLOCKED',
    windowsevent: 'OS_LOG',
    amsiscan: 'SCRIPT',
    threatdetect: 'MALWARE',
    threatprocessingresult: 'MALWARE',
    process_interpretated_file_run: 'SCRIPT',
    process_console_interactive_input: 'CONSOLE_INPUT',
  } as const;

  for (const type of eventTypes) {
    test(`${type} is ${kinds[type]}, with a title, a host and all its fields`, async () => {
      await using rig = await start();
      rig.sim.generate(1, { types: [type], ioaEvery: 0 });
      const [event] = eventsIn((await rig.read()).records);
      expect(event).toMatchObject({
        kind: kinds[type],
        count: 1,
        details: { vendor: 'kata', eventType: type },
      });
      expect(event?.title).toMatch(/^[A-Z][^:]+: ./);
      expect(mentions(event!).some((text) => /^HOST .* device$/.test(text))).toBe(true);
      expect(event?.raw).toMatchObject({ EventType: type });
    });
  }

  for (const [word, kind] of [
    ['BlockedDocument', 'BLOCKED'],
    ['ProcessTerminate', 'PROCESS'],
    ['THREATDETECT', 'MALWARE'],
    ['brand_new', 'OTHER'],
  ] as const) {
    test(`${word} is ${kind}, and the word stays`, async () => {
      expect(await eventOf({ EventType: word })).toMatchObject({ kind, details: { eventType: word } });
    });
  }

  test('an event without type or host is one of another kind, titled from what is there', async () => {
    expect(await eventOf({ EventType: undefined, FileName: 'x.exe' })).toMatchObject({
      kind: 'OTHER',
      title: 'x.exe',
    });
    expect(await eventOf({ HostName: undefined, FileName: 'x.exe' })).toMatchObject({
      kind: 'OTHER',
      title: 'Process started: x.exe',
    });
    const bare = { EventType: undefined, HostName: undefined, HostIp: undefined, OsFamily: undefined };
    expect(await eventOf({ ...bare, Id: 'z' })).toMatchObject({ kind: 'OTHER', title: 'Event z' });
  });
});

describe('value types', () => {
  test('a process has image, parent and line, and its parent acted', async () => {
    const event = await eventOf({
      FileName: 'rundll32.exe',
      FilePath: 'C:\\Windows',
      FileFullName: 'C:\\Windows\\rundll32.exe',
      FileSize: 71_680,
      FileCreationTime: 1_767_225_600_123_456,
      Md5: MD5,
      Sha256: SHA,
      SystemPid: 4_312,
      UniquePid: 1_311_768_467_294_899_695n,
      StartupParameters: 'rundll32 a.dll,Run',
      UserName: 'EXAMPLE\\A.Smith',
      ParentFileFullName: 'C:\\Windows\\explorer.exe',
      ParentSystemPid: 900,
      ParentMd5: 'c'.repeat(32),
      UniqueParentPid: '1311768467294899001',
    });
    const file = {
      name: 'rundll32.exe',
      path: 'C:\\Windows',
      fullName: 'C:\\Windows\\rundll32.exe',
      size: 71_680,
      createdAt: 1_767_225_600_123,
      md5: MD5,
      sha256: SHA,
    };
    const parent = {
      name: 'explorer.exe',
      path: 'C:\\Windows\\explorer.exe',
      pid: 900,
      uid: '1311768467294899001',
      file: { md5: 'c'.repeat(32) },
    };
    expect(event).toMatchObject({
      title: 'Process started: rundll32.exe',
      file,
      process: {
        name: 'rundll32.exe',
        path: 'C:\\Windows\\rundll32.exe',
        pid: 4_312,
        uid: '1311768467294899695',
        commandLine: 'rundll32 a.dll,Run',
        file,
        parent,
      },
      actor: { user: 'EXAMPLE\\A.Smith', process: parent },
    });
    expect(mentions(event)).toEqual([
      'HOST ws-001.corp.example device',
      'IP 10.20.2.20 device',
      'USER a.smith actor',
      'PROCESS rundll32.exe process',
      `FILE_HASH ${SHA} process`,
      `FILE_HASH ${'a'.repeat(32)} process`,
      'PROCESS explorer.exe parent',
      `FILE_HASH ${'c'.repeat(32)} parent`,
      'FILE_NAME rundll32.exe process',
    ]);
  });

  for (const [direction, [src, dst]] of [
    ['outbound', ['10.20.2.20', '192.0.2.7']],
    ['Inbound', ['192.0.2.7', '10.20.2.20']],
    [undefined, ['10.20.2.20', '192.0.2.7']],
  ] as const) {
    test(`a connection that is ${direction} goes from ${src} to ${dst}`, async () => {
      const event = await eventOf({
        EventType: 'connection',
        Direction: direction,
        LocalIp: '10.20.2.20',
        LocalPort: 50_000,
        RemoteIp: '192.0.2.7',
        RemotePort: 443,
        RemoteHostName: 'C2.Example.',
        Method: 'GET',
        URI: 'https://c2.example/x?y',
        FileName: 'curl.exe',
      });
      expect(event).toMatchObject({
        srcEndpoint: { ip: src },
        dstEndpoint: { ip: dst },
        http: { method: 'GET', url: 'https://c2.example/x?y' },
        process: { name: 'curl.exe' },
      });
      expect(event.network?.direction).toBe(direction);
      expect(event.file).toBeUndefined();
      const remote = direction === 'Inbound' ? 'source' : 'destination';
      expect(mentions(event)).toEqual(
        expect.arrayContaining([
          `IP ${src} source`,
          `IP ${dst} destination`,
          `HOST c2.example ${remote}`,
          `DOMAIN c2.example ${remote}`,
          'URL https://c2.example/x?y destination',
        ]),
      );
    });
  }

  test('an open port is an end without a caller', async () => {
    const event = await eventOf({ EventType: 'portlisten', LocalIp: '10.20.2.20', LocalPort: 8_080 });
    expect(event).toMatchObject({
      title: 'Port opened: 8080',
      dstEndpoint: { ip: '10.20.2.20', port: 8_080 },
    });
    expect(event.srcEndpoint).toBeUndefined();
  });

  test('a changed file is not the program that changed it', async () => {
    expect(
      await eventOf({
        EventType: 'filechange',
        FileName: 'cmd.exe',
        DroppedName: 'a.txt',
        DroppedFullName: 'C:\\a.txt',
        DroppedSha256: SHA,
        FileOperationType: 3,
        PreviousFileFullName: 'C:\\b.txt',
      }),
    ).toMatchObject({
      file: { name: 'a.txt', sha256: SHA, operation: '3', previousName: 'C:\\b.txt' },
      process: { name: 'cmd.exe' },
    });
  });

  for (const [type, keys, file] of [
    ['module', { DllName: 'a.dll', DllMd5: MD5 }, { name: 'a.dll', md5: MD5 }],
    ['driver', { FileName: 'a.sys', Sha256: SHA }, { name: 'a.sys', sha256: SHA }],
    ['applock', { BlockedFullName: 'C:\\x\\a.exe', BlockedSha256: SHA }, { name: 'a.exe', sha256: SHA }],
    [
      'process_interpretated_file_run',
      { InterpretedFileName: 'a.ps1', InterpretedSha256: SHA, InterpretedFileSize: 7 },
      { name: 'a.ps1', sha256: SHA, size: 7 },
    ],
    [
      'threatdetect',
      { DetectedName: '/tmp/x.bin', DetectedMd5: MD5 },
      { name: 'x.bin', fullName: '/tmp/x.bin' },
    ],
  ] as const) {
    test(`the file of ${type} is found under its own keys`, async () => {
      const event = await eventOf({ EventType: type, ...keys });
      expect(event.file).toMatchObject(file);
      expect(mentions(event)).toContain(`FILE_NAME ${file.name} file`);
    });
  }

  test('a registry change keeps the number of its operation', async () => {
    const keys = {
      KeyName: 'HKLM\\Run',
      ValueName: 'v',
      ValueData: 'd',
      PreviousKeyName: 'p',
      PreviousValueData: 'q',
    };
    expect((await eventOf({ EventType: 'registry', RegistryOperationType: 2, ...keys })).registry).toEqual({
      key: 'HKLM\\Run',
      previousKey: 'p',
      valueName: 'v',
      valueData: 'd',
      previousValueData: 'q',
      operation: '2',
    });
  });

  for (const [name, System] of [
    [
      'nested',
      {
        EventID: { value: '4624' },
        Channel: { value: 'Security' },
        EventRecordID: { value: '991' },
        Provider: { Name: { value: 'Auditing' } },
      },
    ],
    [
      'nested in other letters',
      {
        eventId: { Value: 4_624 },
        CHANNEL: { value: 'Security' },
        EventRecordID: '991',
        Provider: { name: 'Auditing' },
      },
    ],
  ] as const) {
    test(`an entry of the OS log is read where it is ${name}`, async () => {
      expect((await eventOf({ EventType: 'windowsevent', System })).osLog).toEqual({
        provider: 'Auditing',
        channel: 'Security',
        eventId: '4624',
        recordId: '991',
      });
    });
  }
});

describe('spelling', () => {
  test('letter case of keys, other names of types and values as text change nothing but the raw record', async () => {
    await using plain = await start();
    await using odd = await start({
      switches: { keyNames: kumaKeyNames, typeNames: kumaTypeNames, textualValues: true, unknownKeys: true },
    });
    for (const { sim } of [plain, odd]) sim.generate(64);
    const [a, b] = [await plain.read(), await odd.read()];
    const shape = (record: AnyRecord) => ({ ...record, raw: null, details: null });
    expect(b.records.map(shape)).toEqual(a.records.map(shape));
    expect(a.records.length).toBeGreaterThan(64);
  });

  test('all upper and all lower case are read the same', async () => {
    const event = {
      HostName: 'h',
      FileName: 'x',
      Md5: MD5,
      Ioa: { Severity: 'High', Rules: [{ Id: 'r', Name: 'n' }] },
    };
    const spelt = (value: unknown, how: (key: string) => string): unknown =>
      Array.isArray(value)
        ? value.map((part) => spelt(part, how))
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, part]) => [how(key), spelt(part, how)]))
          : value;
    for (const how of [(key: string) => key.toUpperCase(), (key: string) => key.toLowerCase()]) {
      await using rig = await start();
      rig.sim.addText(
        JSON.stringify(spelt({ Id: 'e', EventType: 'process', Timestamp: 1e15, ...event }, how)),
      );
      const { records } = await rig.read();
      expect(records.map(({ nativeId }) => nativeId)).toEqual(['e', 'e#r', 'e']);
      expect(eventsIn(records)[0]).toMatchObject({
        kind: 'PROCESS',
        severity: 'HIGH',
        process: { file: { md5: MD5 } },
      });
    }
  });

  test('fields of the wrong type are as good as absent', async () => {
    const event = await eventOf({
      FileName: { a: 1 },
      SystemPid: 'many',
      Md5: ['x'],
      Ioa: 'yes',
      UserName: null,
      FileSize: 1.5,
      Timestamp: 'yesterday',
    });
    expect(event).toMatchObject({ kind: 'PROCESS', time: START, severity: 'UNKNOWN' });
    expect(event.process).toBeUndefined();
  });
});

describe('identity and time', () => {
  for (const [sent, id] of [
    [9_007_199_254_740_993n, '9007199254740993'],
    ['18446744073709551615', '18446744073709551615'],
    [42, '42'],
    ['5f0c1d9e-7a41', '5f0c1d9e-7a41'],
  ] as const) {
    test(`the id ${sent} keeps its digits`, async () => {
      expect((await eventOf({ Id: sent })).nativeId).toBe(id);
    });
  }

  test('an event without id gets one from what does not change', async () => {
    const event = { Id: undefined, Timestamp: 1e15, FileName: 'x', SystemPid: 7 };
    const { nativeId } = await eventOf(event);
    expect(nativeId).toMatch(/^[0-9a-f]{64}$/);
    const ioa = { Severity: 'Low', Rules: [{ Id: 'r' }] };
    expect((await eventOf({ ...event, ReceivedTimestamp: 5, Ioa: ioa, OsVersion: '11' })).nativeId).toBe(
      nativeId,
    );
    for (const other of [
      { SystemPid: 8 },
      { FileName: 'y' },
      { Timestamp: 1e15 + 1 },
      { HostName: 'z' },
      { EventType: 'driver' },
    ]) {
      expect([other, (await eventOf({ ...event, ...other })).nativeId]).not.toEqual([other, nativeId]);
    }
  });

  test('of an unknown type every field tells events apart', async () => {
    const event = { Id: undefined, EventType: 'new', Timestamp: 1e15, Strange: 1 };
    const { nativeId } = await eventOf(event);
    expect((await eventOf({ ...event, ReceivedTimestamp: 5 })).nativeId).toBe(nativeId);
    expect((await eventOf({ ...event, Strange: 2 })).nativeId).not.toBe(nativeId);
  });

  for (const [sent, time, timeFraction] of [
    [1_767_225_600_123_456, 1_767_225_600_123, 456_000],
    [1_767_225_600_123_000, 1_767_225_600_123, undefined],
    ['1767225600123456', 1_767_225_600_123, 456_000],
    [0, 0, undefined],
    [-1, -1, 999_000],
  ] as const) {
    test(`${JSON.stringify(sent)} microseconds are ${time} ms and ${timeFraction} ns`, async () => {
      const event = await eventOf({ Timestamp: sent });
      expect([event.time, event.timeFraction]).toEqual([time, timeFraction]);
    });
  }

  test('a time that is none falls back to when it came in, and without that to the beginning', async () => {
    expect((await eventOf({ Timestamp: undefined })).time).toBe(START);
    expect((await eventOf({ Timestamp: 1_767_225_600_123_456_789n })).time).toBe(START);
    expect((await eventOf({ Timestamp: undefined, ReceivedTimestamp: undefined })).time).toBe(0);
  });
});

describe('judgements', () => {
  const ioa = {
    Severity: 'Medium',
    Confidence: 'High',
    Rules: [
      { Id: '1001', Name: 'odd_export', Techniques: ['T1218.011', 'T1059'], Tactics: ['TA0005'] },
      { Id: 2002, Name: 'T1059x_noise', Techniques: 'T1059', Tactics: ['TA0002'] },
    ],
  };

  test('each rule is a detection, and all of them one alert', async () => {
    const records = await recordsOf({ Id: 'e', Ioa: ioa });
    expect(records.map(({ recordKind, nativeId }) => `${recordKind} ${nativeId}`)).toEqual([
      'EVENT e',
      'THREAT_DETECTION e#1001',
      'THREAT_DETECTION e#2002',
      'ALERT e',
    ]);
    expect(detectionsIn(records)).toMatchObject([
      {
        severity: 'MEDIUM',
        severityNative: 'Medium',
        confidence: 'HIGH',
        threat: { nativeId: '1001', record: { title: 'odd_export', severity: 'MEDIUM' } },
        attacks: [
          { technique: 'T1218.011', tactics: ['TA0005'] },
          { technique: 'T1059', tactics: ['TA0005'] },
        ],
        events: [{ nativeId: 'e' }],
        alerts: [{ nativeId: 'e' }],
      },
      { threat: { nativeId: '2002' }, attacks: [{ technique: 'T1059', tactics: ['TA0002'] }] },
    ]);
    expect(alertsIn(records)).toMatchObject([
      {
        severity: 'MEDIUM',
        title: 'odd_export, T1059x_noise',
        attacks: [
          { technique: 'T1218.011', tactics: ['TA0005'] },
          { technique: 'T1059', tactics: ['TA0005', 'TA0002'] },
        ],
      },
    ]);
    expect(alertsIn(records)[0]?.status).toBeUndefined();
    expect(eventsIn(records)[0]).toMatchObject({
      severity: 'MEDIUM',
      threatDetections: [{ nativeId: 'e#1001' }, { nativeId: 'e#2002' }],
      details: { ioaSeverity: 'Medium', ioaConfidence: 'High', ioaRules: [{ id: '1001' }, { id: '2002' }] },
    });
  });

  test('a verdict beside rules is one more detection, and the alert takes the higher severity', async () => {
    const records = await recordsOf({ Id: 'e', Ioa: ioa, VerdictName: 'Trojan.X', DetectedSha256: SHA });
    expect(detectionsIn(records).map(({ nativeId, severity }) => [nativeId, severity])).toEqual([
      ['e#1001', 'MEDIUM'],
      ['e#2002', 'MEDIUM'],
      ['e#av', 'HIGH'],
    ]);
    expect(alertsIn(records)).toMatchObject([{ severity: 'HIGH' }]);
  });

  for (const [event, severity] of [
    [{}, 'UNKNOWN'],
    [{ EventType: 'applock' }, 'LOW'],
    [{ EventType: 'blockdocument' }, 'LOW'],
    [{ EventType: 'applock', Ioa: { Severity: 'High' } }, 'HIGH'],
    [{ EventType: 'threatdetect' }, 'HIGH'],
    [{ EventType: 'threatprocessingresult', VerdictName: 'v', ThreatStatus: 'Deleted' }, 'UNKNOWN'],
    [{ EventType: 'threatprocessingresult', VerdictName: 'v', ThreatStatus: 'Something new' }, 'HIGH'],
    [{ Ioa: { Severity: 'low' } }, 'LOW'],
    [{ Ioa: { Severity: 'Schwer' } }, 'UNKNOWN'],
  ] as const) {
    test(`the severity of ${JSON.stringify(event)} is ${severity}`, async () => {
      expect((await eventOf(event)).severity).toBe(severity);
    });
  }

  test('a rule without id goes by its name, one rule told twice is one, and none is named like a verdict', async () => {
    const rules = [
      { Name: 'n' },
      { Id: 'r' },
      { Id: 'r', Techniques: ['T1'] },
      'plain',
      { Id: 'av' },
      {},
      null,
    ];
    const records = await recordsOf({ Id: 'e', Ioa: { Rules: rules } });
    expect(detectionsIn(records).map(({ nativeId }) => nativeId)).toEqual([
      'e#n',
      'e#r',
      'e#plain',
      'e#rule-av',
      'e#rule-6',
    ]);
    expect(detectionsIn(records)[1]?.attacks).toEqual([{ technique: 'T1', tactics: [] }]);
  });

  test('every reference of the story leads to a record', async () => {
    await using rig = await start({ storyStart: START });
    const store = stored(await readAll(rig.feed));
    for (const record of store.values()) {
      const refs =
        record.recordKind === 'EVENT'
          ? { ALERT: record.alerts, THREAT_DETECTION: record.threatDetections }
          : record.recordKind === 'ALERT'
            ? { EVENT: record.events, THREAT_DETECTION: record.threatDetections }
            : record.recordKind === 'THREAT_DETECTION'
              ? { EVENT: record.events, ALERT: record.alerts }
              : {};
      for (const [kind, list] of Object.entries(refs))
        for (const { nativeId } of list ?? []) expect(store.has(`${kind} ${nativeId}`)).toBe(true);
    }
    expect(store.size).toBeGreaterThan(eventsIn(store.values()).length);
  });
});
