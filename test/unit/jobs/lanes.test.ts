/** Lanes: what their files may say, and that no value of a form can be more than a word of the job script. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createLane, writeLane } from '../../../src/jobs/lanes/createLane';
import { defaultLane, defaultLaneJson, defaultLaneScript } from '../../../src/jobs/lanes/defaultLane';
import { jobName, laneScript, programFolder } from '../../../src/jobs/lanes/fillLane';
import type { Lane } from '../../../src/jobs/lanes/lane';
import { laneValues, parseAssignments } from '../../../src/jobs/lanes/laneValues';
import { laneFolders, laneOf, listLanes, readLane } from '../../../src/jobs/lanes/readLane';
import { jobScripts } from '../../../src/jobs/runs/slurm/jobScript';
import { commandWords } from '../../../src/jobs/runs/slurm/runCommand';
import { plainSlurm } from '../../../src/jobs/runs/slurm/queueCommands';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const asked = {
  variables: [
    { name: 'partition', default: 'gpu' },
    { name: 'kind', choices: ['a100&nvlink', 'h100'] },
    { name: 'hours', type: 'number', least: 1, most: 72, default: 24, whole: true },
    { name: 'exclusive', type: 'switch' },
  ],
};
const script =
  '#!/bin/bash\n#SBATCH -p {{ partition }} -C "{{ kind }}" -t {{ hours }}:00:00{% if exclusive %} --exclusive{% endif %}\n{{ command }}\n';
const lane = laneOf('/l/test.json', asked, script);
const job = { folder: '/data/a b/jobs/1', log: '/data/a b/jobs/1/log.txt', project: 'my project;' };

function filled(given: Readonly<Record<string, string>>, of: Lane = lane, about = job): string {
  return laneScript(of, given, about).split('\n')[1];
}

describe('A lane', () => {
  const inFolder = useTemporaryFolder();

  it('fills its script with answers, defaults and what it knows itself', () => {
    assert.equal(filled({}), '#SBATCH -p gpu -C "a100&nvlink" -t 24:00:00');
    assert.equal(
      filled({ partition: 'x1,x2', kind: 'h100', hours: '2', exclusive: 'true' }),
      '#SBATCH -p x1,x2 -C "h100" -t 2:00:00 --exclusive',
    );
    const all = laneOf(
      'l.json',
      {},
      '#!/bin/bash\n{{ job_dir }} {{ log }} {{ job }} {{ project }}\n{{ command }}\n',
    );
    assert.equal(
      laneScript(all, {}, job),
      `#!/bin/bash\n'/data/a b/jobs/1' '/data/a b/jobs/1/log.txt' 1 my_project_\n/bin/bash '/data/a b/jobs/1/command.sh'\n`,
    );
    assert.equal(jobName('my project;', '/a/b c'), 'murmur-my_project_-b_c');
  });

  it('takes no value that a shell would read', () => {
    for (const bad of [
      'gpu; rm -rf x',
      'gpu\nrm x',
      '$(id)',
      '`id`',
      'a&b',
      'a|b',
      'a b',
      '"',
      "'",
      '\\',
      'a>b',
      'a*',
      '~',
      '!1',
      '#',
      '{a,b}',
      '--wrap=x',
      '\u0000',
    ]) {
      assert.throws(
        () => filled({ partition: bad }),
        /"partition" of lane test cannot be .*Letters, digits and _ @ %.*; give another value with --set partition=/s,
        bad,
      );
      assert.throws(() => filled({ kind: bad }), /It is one of a100&nvlink, h100/, bad);
      assert.throws(() => filled({ hours: bad }), /A number is needed/, bad);
    }
    assert.throws(() => filled({ hours: '73' }), /Between 1 and 72/);
    assert.throws(() => filled({ hours: '1.5' }), /It is not a whole number/);
    assert.throws(() => filled({ exclusive: 'yes' }), /It is true or false/);
    assert.throws(
      () => filled({ time: '1' }),
      /lane test does not ask for "time"; it asks for partition, kind, hours/,
    );
  });

  it('takes no folder that a shell would read inside of quotes', () => {
    for (const folder of ['/a/$(id)', '/a/`id`', '/a/"b"', "/a/b'c", '/a\\b', '/a;b', '/a\nb', '/a|b'])
      assert.throws(
        () => filled({}, lane, { ...job, folder }),
        /a job script cannot have this path.*; rename the folder/s,
        folder,
      );
    assert.doesNotThrow(() => filled({}, lane, { ...job, folder: '/Ä (1)/b-c_d,e=f' }));
  });

  it('is read from the project before the user’s own folder, and says what is wrong with others', async () => {
    const folders = laneFolders(inFolder('p', 'x.population'), inFolder('user'));
    assert.deepEqual(folders, [inFolder('p', 'lanes'), inFolder('user')]);
    assert.deepEqual(await listLanes(folders), []);
    await assert.rejects(
      readLane(folders, 'gpu'),
      /there is no lane "gpu"; make one: murmur lane create gpu/,
    );
    await createLane(folders[0], 'gpu');
    await createLane(folders[1], 'gpu');
    await createLane(folders[1], 'cpu');
    writeFileSync(inFolder('user', 'odd.json'), '{ "descripton": "" }');
    writeFileSync(inFolder('user', 'odd.sh'), '#!/bin/bash\n{{ command }}\n');
    const found = await listLanes(folders);
    assert.deepEqual(
      found.map(({ name, file, problem }) => [name, file, problem === null]),
      [
        ['gpu', inFolder('p', 'lanes', 'gpu.json'), true],
        ['cpu', inFolder('user', 'cpu.json'), true],
        ['odd', inFolder('user', 'odd.json'), false],
      ],
    );
    assert.match(
      found[2].problem ?? '',
      /odd\.json: "descripton" has no meaning here; a lane has description/,
    );
    await assert.rejects(readLane(folders, 'none'), /there are: gpu, cpu, odd/);
    await assert.rejects(readLane(folders, 'odd'), /"descripton" has no meaning here/);
  });

  it('that is made new is plain Slurm, and replaces none', async () => {
    await createLane(inFolder('lanes'), 'slurm');
    const read = await readLane([inFolder('lanes')], 'slurm');
    assert.deepEqual({ ...read, scriptPath: '' }, { ...defaultLane(), scriptPath: '' });
    assert.equal(read.commands, read.commands);
    await assert.rejects(createLane(inFolder('lanes'), 'slurm'), /slurm\.json: the file is there already/);
    await assert.rejects(createLane(inFolder('lanes'), '../x'), /a lane cannot be called "\.\.\/x"/);
    const text = laneScript(defaultLane(), { gpus: '0', memory: '1.5', time: '' }, job);
    assert.equal(
      text.split('\n\n')[0],
      '#!/bin/bash\n#SBATCH --nodes=1\n#SBATCH --ntasks=1\n#SBATCH --cpus-per-task=4\n#SBATCH --mem=1536M',
    );
    assert.equal(readFileSync(inFolder('lanes', 'slurm.sh'), 'utf8'), defaultLaneScript);
    assert.ok(laneScript(defaultLane(), { partition: 'a', account: 'b' }, job).includes('--gres=gpu:1'));
    assert.equal(defaultLaneJson.variables.length, Object.keys(laneValues(defaultLane(), {})).length);
  });

  it('is not written where it could not be read', async () => {
    await assert.rejects(
      writeLane(inFolder(), 'bad', { json: {}, script: '#!/bin/bash\n{{ command }} {{ x }}\n' }),
      /bad\.sh:2: \{\{ x \}\} has no value; add it to the variables of the lane/,
    );
    mkdirSync(inFolder('none'));
  });

  it('says what is wrong with its files, and where', () => {
    const good = '#!/bin/bash\n{{ command }}\n';
    for (const [json, text, sentence] of [
      [{}, 'echo', /l\.sh:1: the job script does not start with #!\/bin\/bash/],
      [{}, '#!/bin/csh\n{{ command }}', /l\.sh:1: the job script does not start/],
      [{}, '#!/bin/bash\nmurmur', /l\.sh: the job script has no \{\{ command \}\}/],
      [
        { submit: 'sbatch {{ script }}' },
        good,
        /"submit" has no \{\{ options \}\}; write it like: sbatch --parsable/,
      ],
      [{ cancel: 'scancel {{ id }} {{ x }}' }, good, /"cancel" has an unknown \{\{ x \}\}/],
      [{ send: 'ssh login' }, good, /"send" has no \{\{ command \}\}/],
      [{ pollSeconds: 0 }, good, /"pollSeconds" is no positive number/],
      [{ variables: {} }, good, /"variables" is no list/],
      [{ variables: [{ name: 'a b' }] }, good, /a variable has no name of letters/],
      [{ variables: [{ name: 'command' }] }, good, /variable "command": the name has a meaning already/],
      [{ variables: [{ name: 'a' }, { name: 'a' }] }, good, /there are two variables "a"/],
      [{ variables: [{ name: 'a', typ: 'x' }] }, good, /variable "a": "typ" has no meaning here/],
      [{ variables: [{ name: 'a', type: 'date' }] }, good, /variable "a": "type" is not text/],
      [{ variables: [{ name: 'a', choices: [] }] }, good, /variable "a": "choices" is no list of texts/],
      [
        { variables: [{ name: 'a', type: 'number', default: 5, most: 4 }] },
        good,
        /variable "a": the default "5" cannot be taken: Between 0 and 4/,
      ],
    ] as const)
      assert.throws(() => laneOf('l.json', json, text), sentence);
  });

  it('is what the manual shows', () => {
    const blocks = readFileSync('docs/lanes.md', 'utf8').split('```');
    const block = (start: string): string =>
      (blocks.find((text) => text.startsWith(start)) ?? '').replace(/^\w+\n/, '');
    const json = JSON.parse(block('json\n')) as Readonly<Record<string, unknown>>;
    const shown = laneOf('manual.json', json, block('sh\n#!'));
    assert.match(
      laneScript(shown, { account: 'x' }, job),
      /--partition=a100\n#SBATCH --time=24:00:00\n#SBATCH --mem=70G\n#SBATCH --account=x\n/,
    );
    assert.throws(() => laneScript(shown, {}, job), /"account" of lane manual cannot be "": It is needed/);
  });

  it('gets answers as name=value', () => {
    assert.deepEqual(parseAssignments(['a=1', ' b = x=y ', 'c=']), { a: '1', b: 'x=y', c: '' });
    assert.throws(() => parseAssignments(['a']), /"a" is not like partition=gpu/);
  });
});

describe('A command of a lane', () => {
  const values = { options: ['--a=b c', '-x'], script: '/s p/x.sh', id: '12' };
  const words = (name: 'submit' | 'cancel', given: Partial<typeof plainSlurm>): readonly string[] =>
    commandWords({ ...plainSlurm, ...given }, name, values);

  it('is run as it is, without a shell', () => {
    assert.deepEqual(words('submit', {}), ['sbatch', '--parsable', '--a=b c', '-x', '/s p/x.sh']);
    assert.deepEqual(words('cancel', { cancel: 'scancel "-M x" {{id}}' }), ['scancel', '-M x', '12']);
  });

  it('goes to a login node as one argument, which the shell there takes apart', () => {
    const line = "sbatch --parsable '--a=b c' -x '/s p/x.sh'";
    assert.deepEqual(words('submit', { send: 'ssh login {{ command }}' }), ['ssh', 'login', line]);
    assert.deepEqual(words('submit', { send: 'ssh login "cd /x; {{ command }}"' }), [
      'ssh',
      'login',
      `cd /x; ${line}`,
    ]);
  });

  it('says where Slurm is for jobs that have themselves started again', () => {
    assert.equal(programFolder(plainSlurm), null);
    const show = '/opt/slurm/bin/scontrol -o show job {{ id }}';
    assert.equal(programFolder({ ...plainSlurm, show }), '/opt/slurm/bin');
    const { submit } = jobScripts({ folder: '/j', script, command: ['murmur'], programs: '/opt/slurm/bin' });
    assert.match(submit, /^PATH="\$PATH":\/opt\/slurm\/bin$/m);
  });

  it('has a shell where its line needs one', () => {
    assert.deepEqual(
      words('submit', { submit: 'module load slurm && sbatch {{ options }} {{ script }} | tail -n 1' }),
      ['/bin/sh', '-c', "module load slurm && sbatch '--a=b c' -x '/s p/x.sh' | tail -n 1"],
    );
  });
});
