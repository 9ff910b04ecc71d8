/** A process of its own: one vendor's simulator with data in bulk. Its messages: see `vendorSays`. */
import { startAlphaSocSim } from '../../src/simulators/alphasoc/index.ts';
import { startArgusSim } from '../../src/simulators/argus/index.ts';
import { startCiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { startKataSim } from '../../src/simulators/kata/index.ts';
import { vendorTask, type VendorSays, type VendorTask } from './messages.ts';

interface Vendor {
  readonly entry: VendorSays['entry'];
  make(count: number): void;
  offered(): VendorSays['offered'];
}

async function argus(): Promise<Vendor> {
  const sim = await startArgusSim();
  let seed = 0;
  return {
    entry: { vendor: 'argus', url: sim.url, apiKey: sim.apiKey },
    make: (count) => void sim.generate(count, { seed: (seed += 1) }),
    offered: () => {
      // What the feed leaves out of the vendor's events, and which of them are alerts as well.
      const read = [...sim.events.values()].filter(
        ({ type, flags }) => type !== 'attack' && !flags.includes('SNAPSHOT'),
      );
      const alerts = read.filter(({ type, alarmID }) => type === 'aggregated' && alarmID !== null);
      return { EVENT: read.length, ALERT: alerts.length };
    },
  };
}

async function alphasoc(): Promise<Vendor> {
  const sim = await startAlphaSocSim({ switches: { pageSize: 1_000 } });
  return {
    entry: { vendor: 'alphasoc', url: sim.url, apiKey: sim.apiKey },
    make: (count) => void sim.generate(count),
    offered: () => ({ ALERT: sim.alerts.length }),
  };
}

async function kata(): Promise<Vendor> {
  const sim = await startKataSim({ switches: { windowScale: 0 } });
  const externalSystemId = '6f1c2b52-9c1f-4c8a-9d0e-3f6f0f2f7a11';
  const { cert, key, fingerprint } = sim.clientCertificate;
  sim.registrations.accept(externalSystemId, fingerprint);
  return {
    entry: { vendor: 'kata', url: sim.url, externalSystemId, tls: { cert, key, ca: sim.ca } },
    make: (count) => void sim.generate(count),
    offered: () => ({ EVENT: sim.fetchable.length }),
  };
}

async function ciscoGta(): Promise<Vendor> {
  const sim = await startCiscoGtaSim();
  const { url, tokenUrl, clientId, clientSecret, customerId } = sim;
  return {
    entry: { vendor: 'cisco-gta', url, tokenUrl, clientId, clientSecret, customerId },
    make: (count) => void sim.generate({ events: count }),
    offered: () => ({ EVENT: sim.events.size, ALERT: sim.alerts.size }),
  };
}

const starts: { readonly [V in VendorTask['vendor']]: () => Promise<Vendor> } = {
  argus,
  alphasoc,
  kata,
  'cisco-gta': ciscoGta,
};

const task = vendorTask.parse(JSON.parse(process.argv[2] ?? ''));
const vendor = await starts[task.vendor]();
const tell = (): void => {
  const told: VendorSays = { entry: vendor.entry, offered: vendor.offered() };
  process.send?.(told);
};
if (task.count > 0) vendor.make(task.count);
process.on('message', (count) => {
  vendor.make(Number(count));
  tell();
});
process.on('disconnect', () => process.exit());
tell();
