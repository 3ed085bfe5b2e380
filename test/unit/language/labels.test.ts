/** The dictionaries: complete for the real files, and each with its source. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  allLabels,
  claimsToBeKnown,
  families,
  findLabel,
  nearestLabel,
} from '../../../src/language/labels/dictionary';
import { indexStar, tablesOf } from '../../../src/language/star/starIndex';
import { filesUnder } from '../../support/imports';

describe('The dictionaries of labels', () => {
  it('know every label of RELION, Warp and M in the real files', () => {
    const unknown = new Set<string>();
    for (const file of filesUnder('test/fixtures/star', /\.star$/))
      for (const table of tablesOf(indexStar(readFileSync(file)).index))
        for (const { name } of table.labels)
          if (claimsToBeKnown(name) && findLabel(name) === undefined) unknown.add(name);
    assert.deepEqual([...unknown], []);
  });

  it('name their source, and give every label a meaning of one line', () => {
    for (const { source, labels } of families) {
      assert.ok(source.length > 10);
      for (const [name, { meaning }] of Object.entries(labels)) {
        assert.match(name, /^(rln|wrp)[A-Z]\w+$/);
        assert.match(meaning, /^\S.{5,110}[^.\s]$/, name);
      }
    }
    assert.ok([...allLabels()].length > 480);
  });

  it('have each label once', () => {
    const names = families.flatMap(({ labels }) => Object.keys(labels));
    assert.equal(new Set(names).size, names.length);
  });

  it('number the samples of M’s trajectories', () => {
    assert.equal(findLabel('wrpCoordinateZ3')?.sample, 3);
    assert.equal(findLabel('wrpAngleTilt')?.family, 'Warp');
    assert.equal(findLabel('wrpAngleTilt1')?.family, 'M');
    assert.equal(findLabel('rlnCoordinateX3'), undefined);
  });

  it('find what a misspelt label was meant to be', () => {
    assert.equal(nearestLabel('rlnCordinateX'), 'rlnCoordinateX');
    assert.equal(nearestLabel('rlncoordinatex'), 'rlnCoordinateX');
    assert.equal(nearestLabel('rlnSomethingElseAltogether'), undefined);
  });
});
