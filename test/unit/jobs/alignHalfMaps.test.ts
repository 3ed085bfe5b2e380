import assert from 'node:assert/strict';
import { euler, rotationVector } from '../../../shared/math/rotations';
import { add, apply, subtract, transpose } from '../../../shared/math/vector';
import type { Vector3 } from '../../../shared/math/vector';
import { movedParticles } from '../../../src/jobs/refinement/alignHalfMaps';
import type { ParticleTable } from '../../../src/model/particles';

const motions = [
  { rotation: rotationVector([0.02, -0.01, 0.03]), shift: [1, -2, 0.5] as Vector3 },
  { rotation: rotationVector([-0.02, 0.01, -0.03]), shift: [-1, 2, -0.5] as Vector3 },
] as const;

const table: ParticleTable = {
  count: 2,
  samples: 2,
  positions: Float64Array.of(10, 20, 30, 11, 19, 30, 40, 50, 60, 40, 50, 61),
  angles: Float64Array.of(0.3, 0.9, -3.14, 0.31, 0.9, 3.14, 2, 1.4, 0.1, 2.1, 1.4, 0.1),
  halfSet: Uint8Array.of(0, 1),
  sourceName: ['TS_1.tomostar', 'TS_1.tomostar'],
  sourceHash: ['a', 'a'],
  extra: new Map(),
};

describe('Particles of half-maps that are brought into register', () => {
  it('put every point of the moved map where the point was before', () => {
    const after = movedParticles(table, motions);
    const place = (
      { positions, angles }: Pick<ParticleTable, 'positions' | 'angles'>,
      node: number,
      point: Vector3,
    ): Vector3 => {
      const vector = (values: Float64Array): Vector3 => [
        values[3 * node],
        values[3 * node + 1],
        values[3 * node + 2],
      ];
      return add(vector(positions), apply(euler(...vector(angles)), point));
    };
    for (let node = 0; node < 4; node++) {
      const { rotation, shift } = motions[node < 2 ? 0 : 1];
      for (const point of [
        [50, 0, 0],
        [0, 30, -20],
        [-7, 8, 90],
      ] as const) {
        // The moved map holds at y what the map held at R y + s.
        const moved = apply(transpose(rotation), subtract(point, shift));
        place(after, node, moved).forEach((value, i) =>
          assert.ok(Math.abs(value - place(table, node, point)[i]) < 1e-9, `sample ${node}`),
        );
      }
    }
  });

  it('go on from sample to sample without a jump by a turn', () => {
    const { angles } = movedParticles(table, motions);
    for (const particle of [0, 1])
      for (let i = 6 * particle; i < 6 * particle + 3; i++)
        assert.ok(Math.abs(angles[i + 3] - angles[i]) < 0.3, `angle ${i}`);
  });
});
