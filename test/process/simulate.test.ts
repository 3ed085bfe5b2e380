/** Simulating, scoring and evaluating models from the command line. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

/** One series, three tilts, four particles, 12 Å per pixel. */
const small = [
  '--series 1 --particles 4 --tilt-range 30 --tilt_step 30 --axis -80 --image 140,100',
  '--volume 100,140,50 --angpix 12 --box 32 --margin 250 --seed 5 --inverted-hand',
].flatMap((part) => part.split(' '));

describe('murmur simulate, score and eval_model', () => {
  const inFolder = useTemporaryFolder();

  it('make a project, judge its start, and say where points lie', async () => {
    const simulated = await runMurmur(inFolder(), 'simulate', '--project', 'p', '--json', ...small);
    assert.equal(simulated.code, 0, simulated.err);
    assert.match(simulated.err, /% Simulating TS_1, tilt 1\n/);
    const result = JSON.parse(simulated.out) as { project: string; truth: string; start: object };
    assert.deepEqual([result.project, result.truth], ['p', 'p-truth']);
    const config = JSON.parse(await readFile(inFolder('p-truth/config.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    assert.deepEqual(config.angles, [-30, 0, 30]);
    assert.deepEqual(
      [config.axis, config.image, config.px, config.seed, config.inverted_hand],
      [-80, [140, 100], 12, 5, true],
    );
    const halves = [1, 2].flatMap((i) => [`--half${i}`, `p/relion/run_it019_half${i}_class001.mrc`]);
    const scored = await runMurmur(inFolder(), 'score', '--truth', 'p-truth', ...halves);
    assert.equal(scored.code, 0, scored.err);
    assert.match(scored.out, /^ +start +refined +ideal\n/);
    assert.match(scored.out, /\nMap against the truth, FSC 0\.5, Å( +[\d.]+){3}\n/);

    await writeFile(
      inFolder('points.star'),
      'data_\nloop_\n_centeredCoordinateXAngst\n_centeredCoordinateYAngst\n_centeredCoordinateZAngst\n0 0 0\n',
    );
    const sizes = ['--volume', '1200,1680,600', '--image', '1680,1200'];
    const files = ['--xml', 'p/warp_tiltseries/TS_1.xml', '--points', 'points.star', '--output', 'out.star'];
    const evaluated = await runMurmur(inFolder(), 'eval-model', ...files, ...sizes, '--json');
    assert.deepEqual(JSON.parse(evaluated.out), { output: 'out.star', points: 1, tilts: 3 });
  });

  it('refuse what makes no sense', async () => {
    for (const [args, message] of [
      [['simulate', '--project', 'q', '--box', '33'], /the box must be an even number of pixels/],
      [['simulate', '--project', 'q', '--snr', 'much'], /'--snr <ratio>' argument 'much' is invalid/],
      [['simulate', '--project', 'q', '--symmetry', 'X3'], /symmetry X3 is not known/],
      [['simulate', '--project', 'q', '--model', 'none.cif'], /none\.cif: cannot read the file/],
      [['score', '--truth', 't'], /there is nothing to score; give --population, --particles and --xml, or/],
      [['score', '--truth', 't', '--half1', 'a'], /--half1 and --half2 belong together/],
      [['score', '--truth', 't', '--half1', 'a', '--half2', 'b'], /config\.json: cannot read the file/],
      [
        ['eval_model', '--xml', 'x', '--volume', '1,2', '--image', '1,2', '--points', 'p', '--output', 'o'],
        /3 positive numbers/,
      ],
    ] as const) {
      const { code, out, err } = await runMurmur(inFolder(), ...args, '--json');
      assert.equal(code, 1);
      assert.match(err, message);
      assert.deepEqual(JSON.parse(out), { error: err.slice('murmur: '.length, -1) });
    }
  });
});
