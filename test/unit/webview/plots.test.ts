/** What plots say about numbers: places on a common x, marks of the axes, files that other programs read. */
import assert from 'node:assert/strict';
import { align, rangeOf, type Axis, type Chart } from '../../../shared/plots/chart';
import { chartCsv } from '../../../shared/plots/csv';
import { chartSvg } from '../../../shared/plots/svg';
import { ticksOf, valueText } from '../../../shared/plots/ticks';
import { parseXml } from '../../../src/formats/xml';

const frequency: Axis = { label: 'Resolution', unit: 'Å', scale: 'resolution' };
const correlation: Axis = { label: 'FSC', unit: '', range: [0, 1] };
const fsc: Chart = {
  title: 'FSC of <70S>',
  x: frequency,
  y: correlation,
  curves: [
    { name: 'corrected, v2', x: [0, 0.05, 0.1], y: [1, 0.5, 0.1] },
    { name: 'corrected, v1', x: [0, 0.1], y: [1, Number.NaN], dash: 'dotted' },
    { name: 'put away', x: [0.07], y: [0.3], hidden: true },
  ],
  guides: [{ y: 0.143, label: '0.143' }],
};

describe('A plot', () => {
  it('brings curves onto one ascending x, and tells a gap from a place that is another curve’s', () => {
    const { x, y } = align([
      { name: 'a', x: [3, 1], y: [30, 10] },
      { name: 'b', x: [2, 3], y: [20, Number.NaN] },
    ]);
    assert.deepEqual(x, [1, 2, 3]);
    assert.deepEqual(y, [
      [10, undefined, 30],
      [undefined, 20, null],
    ]);
  });

  it('marks spatial frequencies in Å that people have in mind, apart from each other', () => {
    const ticks = ticksOf(frequency, 0, 1 / 12, 9);
    assert.deepEqual(
      ticks.map(({ text }) => text),
      ['∞', '60', '40', '25', '20', '16', '14', '12'],
    );
    const gaps = ticks.slice(1).map(({ at }, i) => at - ticks[i].at);
    assert.ok(Math.min(...gaps) > 0.9 / 12 / 9 - 1e-9, `they are as near as ${Math.min(...gaps)}`);
    for (const { at, text } of ticks.slice(1)) assert.ok(Math.abs(at * Number(text) - 1) < 1e-12);
  });

  it('marks round values, with as many decimals as their step has', () => {
    const texts = (min: number, max: number, scale?: 'log') =>
      ticksOf({ label: '', unit: '', ...(scale && { scale }) }, min, max, 5).map(({ text }) => text);
    assert.deepEqual(texts(0, 1), ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    assert.deepEqual(texts(-0.013, 0.021), ['-0.01', '0.00', '0.01', '0.02']);
    assert.deepEqual(texts(0, 4100), ['0', '1,000', '2,000', '3,000', '4,000']);
    assert.deepEqual(texts(0.9, 1100, 'log'), ['1', '10', '100', '1,000']);
    assert.deepEqual(texts(5, 5), []);
  });

  it('reads values out in their units', () => {
    assert.equal(valueText(frequency, 1 / 12.34), '12.3 Å');
    assert.equal(valueText(frequency, 0), '∞ Å');
    assert.equal(valueText({ label: 'Score', unit: '' }, 1234567), '1.235e+6');
    assert.equal(valueText({ label: 'Angle', unit: '°' }, -30), '-30 °');
  });

  it('leaves room around its values, and survives none, one and what is no number', () => {
    const plain: Axis = { label: '', unit: '' };
    assert.deepEqual(rangeOf(plain, []), [0, 1]);
    assert.deepEqual(rangeOf(plain, [Number.NaN, null, undefined]), [0, 1]);
    assert.deepEqual(rangeOf(plain, [100]), [90, 110]);
    const [low, high] = rangeOf({ ...plain, scale: 'log' }, [0, -5, 10, 1000]);
    assert.ok(low > 9 && low < 10 && high > 1000 && high < 1200, `${low} to ${high}`);
  });

  it('is saved as CSV: frequency, Å, one column a curve that is shown, empty where there is no value', () => {
    assert.equal(
      chartCsv(fsc),
      [
        'Spatial frequency (1/Å),Resolution (Å),"corrected, v2","corrected, v1"',
        '0,,1,1',
        '0.05,20,0.5,',
        '0.1,10,0.1,',
        '',
      ].join('\n'),
    );
  });

  it('is saved as SVG: well-formed, with the points of the curves at their places', () => {
    const svg = chartSvg(fsc);
    const { root } = parseXml(svg, 'fsc.svg', 'svg');
    assert.equal(root.attributes.get('aria-label'), 'FSC of &lt;70S&gt;');
    assert.ok(svg.includes('0.143') && svg.includes('Resolution (Å)') && !svg.includes('put away'));
    const drawn = [...svg.matchAll(/<path d="M([^"]*)" fill="none" stroke="(#0072b2|#d55e00)"/g)];
    // The box runs from 74 to 700 px and from 364 px up to 44.
    assert.equal(drawn[0][1], '74 44L387 204L700 332');
    // A curve of one point and a gap draws nothing more.
    assert.equal(drawn[1][1], '74 44');
  });
});
