/** A real Slurm of one node, in a folder of its own: nothing of the machine's own configuration is used. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { availableParallelism, hostname, userInfo } from 'node:os';
import path from 'node:path';
import { makeFolder, removeFolder } from './temporaryFolder';
import { until } from './until';

export interface SlurmCluster {
  /** With where its configuration is. */
  readonly env: NodeJS.ProcessEnv;
  readonly node: string;
  /** What one of its programs prints. */
  run(program: string, ...args: string[]): string;
  /** Submits a job that takes the node, until it is cancelled or the test has ended. @returns its number */
  hold(): string;
  /** Its controller is away while `work` goes on, and back when it is done. */
  withoutController(work: () => Promise<void>): Promise<void>;
}

const store = globalThis as { murmurSlurm?: Promise<SlurmCluster> };

/** Call inside `describe`: all suites of a run have one, which is there until the run ends. Where there is no Slurm they are skipped. */
export function useSlurm(): () => SlurmCluster {
  let cluster: SlurmCluster | undefined;
  before(async function () {
    if (!isInstalled()) {
      process.stdout.write('    skipped: Slurm (slurm-wlm, munge) is not installed\n');
      this.skip();
    }
    store.murmurSlurm ??= start();
    cluster = await store.murmurSlurm;
    process.env['SLURM_CONF'] = cluster.env['SLURM_CONF'];
  });
  // What a test that failed has left would hold up the others.
  afterEach(() => void cluster?.run('scancel', `--name=${holder}`));
  return () => {
    if (cluster === undefined) throw new Error('Slurm is there when the suite has begun');
    return cluster;
  };
}

/** The name of jobs that take the node. */
const holder = 'hold';

function isInstalled(): boolean {
  return ['slurmctld', 'slurmd', 'munged', 'sbatch'].every(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0,
  );
}

async function start(): Promise<SlurmCluster> {
  const base = makeFolder();
  const inBase = (...names: string[]): string => path.join(base, ...names);
  // munged is careful about who else could write there.
  chmodSync(base, 0o755);
  for (const name of ['etc', 'log', 'state', 'spool', 'munge']) mkdirSync(inBase(name), { mode: 0o755 });
  const key = Buffer.from(Array.from({ length: 1024 }, () => Math.floor(Math.random() * 256)));
  writeFileSync(inBase('etc', 'munge.key'), key, { mode: 0o400 });
  const node = hostname().replace(/\..*$/, '');
  // Nothing reaches a device.
  symlinkSync('/dev/null', inBase('etc', 'gpu0'));
  writeFileSync(inBase('etc', 'gres.conf'), `NodeName=${node} Name=gpu File=${inBase('etc', 'gpu0')}\n`);
  writeFileSync(inBase('etc', 'slurm.conf'), configuration(base, node, [await freePort(), await freePort()]));
  const env = { ...process.env, SLURM_CONF: inBase('etc', 'slurm.conf') };
  const daemons: ChildProcess[] = [];
  const daemon = (program: string, ...args: string[]): ChildProcess => {
    const child = spawn(program, args, { env, stdio: 'ignore' });
    daemons.push(child);
    return child;
  };
  process.once('exit', () => {
    for (const child of daemons.toReversed()) child.kill('SIGKILL');
    removeFolder(base);
  });
  // Its daemons go with the tests, also when these are ended from outside.
  process.once('SIGTERM', () => process.exit(143));
  const socket = inBase('munge', 'socket');
  daemon(
    'munged',
    ...['--foreground', '--force', `--key-file=${inBase('etc', 'munge.key')}`, `--socket=${socket}`],
    ...[
      `--pid-file=${inBase('munge', 'pid')}`,
      `--log-file=${inBase('log', 'munged')}`,
      `--seed-file=${inBase('munge', 'seed')}`,
    ],
  );
  await until(
    'munge answers',
    () => spawnSync('munge', ['-n', '-S', socket], { stdio: 'ignore' }).status === 0,
  );
  let controller = daemon('slurmctld', '-D');
  daemon('slurmd', '-D', '-N', node);
  const run: SlurmCluster['run'] = (program, ...args) =>
    spawnSync(program, args, { env, encoding: 'utf8' }).stdout;
  const isUp = (): boolean => /idle|mixed|allocated/.test(run('sinfo', '-h', '-N', '-o', '%T'));
  await until('the node takes jobs', isUp);
  const withoutController = async (work: () => Promise<void>): Promise<void> => {
    controller.kill('SIGTERM');
    await once(controller, 'exit');
    try {
      await work();
    } finally {
      controller = daemon('slurmctld', '-D');
      await until('the controller is back', isUp);
    }
  };
  const hold = (): string =>
    run(
      'sbatch',
      ...['--parsable', '--exclusive', '--output=/dev/null', `--job-name=${holder}`, '--wrap=sleep 600'],
    ).trim();
  return { env, node, run, hold, withoutController };
}

/** Short times wherever Slurm waits, but for answers of a busy machine: a job that is started again waits until credentials expire, in 5 s at least. */
function configuration(base: string, node: string, [controller, daemon]: readonly number[]): string {
  const user = userInfo().username;
  return `ClusterName=murmur
SlurmctldHost=${node}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${daemon}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${base}/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=${base}/state
SlurmdSpoolDir=${base}/spool
SlurmctldPidFile=${base}/state/slurmctld.pid
SlurmdPidFile=${base}/spool/slurmd.pid
SlurmctldLogFile=${base}/log/slurmctld
SlurmdLogFile=${base}/log/slurmd
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1
ReturnToService=2
EnforcePartLimits=ALL
GresTypes=gpu
KillWait=25
NodeName=${node} NodeAddr=127.0.0.1 CPUs=${Math.max(2, availableParallelism())} RealMemory=4000 Gres=gpu:1 State=UNKNOWN
PartitionName=main Nodes=${node} Default=YES MaxTime=INFINITE State=UP
`;
}

/** Of this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
