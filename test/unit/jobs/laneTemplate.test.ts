/** Placeholders of job scripts: what cryoSPARC's and Warp's templates have is filled, and nothing is run by it. */
import assert from 'node:assert/strict';
import { fillTemplate, namesOfTemplate } from '../../../src/jobs/lanes/template';
import type { Values } from '../../../src/jobs/lanes/expression';

const values: Values = { ram_gb: 12.6, cpus: 4, gpus: 0, partition: 'gpu', empty: '', on: true };

function filled(text: string): string {
  return fillTemplate(text, values, 'lane.sh');
}

describe('A job script', () => {
  it('has values for names, arithmetic and filters', () => {
    for (const [expression, expected] of [
      ['partition', 'gpu'],
      ['(ram_gb*2)|int', '25'],
      ['(ram_gb * 1000)|int', '12600'],
      ['ram_gb|int', '12'],
      ['ram_gb | round', '13'],
      ['cpus + 1 - 2', '3'],
      ['cpus / 8', '0.5'],
      ['cpus // 3', '1'],
      ['(-cpus) % 3', '2'],
      ['2 ** 3 ** 2', '512'],
      ['cpus * (2 + 3)', '20'],
      ['"--" ~ partition ~ cpus', '--gpu4'],
      ['partition + "s"', 'gpus'],
      ["'a' if gpus > 0 else 'b'", 'b'],
      ['partition == "gpu" and not gpus', 'true'],
      ['cpus >= 4 or nothing', 'true'],
      ['time | default("24:00:00")', '24:00:00'],
      ['partition|default("cpu")|upper', 'GPU'],
      ['time is defined', 'false'],
      ['time is not defined', 'true'],
      ['"7" * 2', '14'],
      ['"a  " | trim', 'a'],
    ] as const)
      assert.equal(filled(`x{{ ${expression} }}y{{${expression}}}`), `x${expected}y${expected}`, expression);
  });

  it('has conditions, whose own lines go, and dashes as Jinja has them', () => {
    const text = (condition: string): string =>
      `a\n{% if ${condition} %}\nb\n{% elif cpus > 2 %}\nc\n{% else %}\nd\n{% endif %}\ne\n`;
    assert.equal(filled(text('gpus == 0')), 'a\nb\ne\n');
    assert.equal(filled(text('gpus > 0')), 'a\nc\ne\n');
    assert.equal(filled(text('empty').replace('cpus > 2', 'empty')), 'a\nd\ne\n');
    assert.equal(filled('a\n{%- if on %}\nb\n{%- endif %}\nc'), 'a\nb\nc');
    assert.equal(filled('a {{- cpus -}} b'), 'a4b');
    assert.equal(filled('{% if on %}{% if empty %}1{% else %}2{% endif %}3{% endif %}'), '23');
    assert.equal(filled('a{# nobody reads this #}b'), 'ab');
  });

  it('keeps what is the shell’s', () => {
    const shell = 'n=${#list[@]} # x\nif [[ -z "$a" ]]; then f() { echo ${b}; }; fi # }\n';
    assert.equal(filled(shell), shell);
  });

  it('says what has no value or is not supported, with its line', () => {
    for (const [text, sentence] of [
      ['a\n\n{{ partitoin }}', /^lane\.sh:3: "partitoin" has no value$/],
      ['{% if on %}\n{{ x + 1 }}\n{% endif %}', /^lane\.sh:2: "x" has no value$/],
      ['\n{% for a in b %}', /^lane\.sh:2: \{% for a in b %\} is not supported; use \{% if %\}/],
      ['{% set a = 1 %}', /^lane\.sh:1: \{% set a = 1 %\} is not supported/],
      ['{{ cpus | pprint }}', /^lane\.sh:1: the filter "pprint" is not supported; use int/],
      ['{{ cpus.real }}', /^lane\.sh:1: "\.real" is not supported/],
      ['{{ run() }}', /^lane\.sh:1: "\(" is not supported in "run\(\)"$/],
      ['{{ cpus[0] }}', /^lane\.sh:1: "\[0\]" is not supported/],
      ['{{ cpus + }}', /^lane\.sh:1: something is missing in "cpus \+"$/],
      ['{{ (cpus }}', /^lane\.sh:1: expected "\)" in "\(cpus"$/],
      ['{{ partition * 2 }}', /^lane\.sh:1: "gpu" is no number$/],
      ['{{ cpus / gpus }}', /^lane\.sh:1: it divides by zero$/],
      ['a\n{% if on %}', /^lane\.sh:2: \{% if %\} without \{% endif %\}$/],
      ['{% endif %}', /^lane\.sh:1: \{% endif %\} without \{% if %\}$/],
      ['{% if on %}{% else %}{% else %}{% endif %}', /^lane\.sh:1: \{% else %\} after \{% else %\}$/],
      ['{{ __proto__ }}{{ constructor }}', /^lane\.sh:1: "__proto__" has no value$/],
      ['{{ cpus | constructor }}', /^lane\.sh:1: the filter "constructor" is not supported/],
    ] as const)
      assert.throws(
        () => filled(text),
        ({ message }: Error) => sentence.test(message) || assert.fail(`${text}: ${message}`),
      );
  });

  it('names what it asks for, with defaults of its own', () => {
    const text = '{{ b }}{% if a %}{{ c|default("x") }}{{ d + e|int }}{% endif %}{{ a }}';
    assert.deepEqual(
      [...namesOfTemplate(text, '')],
      [
        ['b', undefined],
        ['a', undefined],
        ['c', 'x'],
        ['d', undefined],
        ['e', undefined],
      ],
    );
  });
});
