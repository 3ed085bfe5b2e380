/** Positions in the frames of a movie against those that Warp computed. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { placeInFrame } from '../../../../src/compute/geometry/frames';
import { readFrameSeries } from '../../../../src/model/frameSeriesXml';

interface Golden {
  readonly n_frames: number;
  readonly fraction_frames: number;
  readonly image_dims: readonly [number, number];
  readonly points: readonly (readonly [number, number])[];
  /** x (Å), y (Å), defocus (µm), frame by frame of each point. */
  readonly positions: readonly (readonly [number, number, number])[];
}

describe('frame series', () => {
  it('place particles in every frame as Warp does', async () => {
    const series = await readFrameSeries('test/fixtures/warp/movie_synthetic.xml');
    assert.equal(series.pyramid.length, 2);
    const golden = JSON.parse(
      await readFile('test/fixtures/warp/movie_positions_dev.json', 'utf8'),
    ) as Golden;
    const range = {
      frames: golden.n_frames,
      fraction: golden.fraction_frames,
      imageSize: golden.image_dims,
    };
    golden.points.forEach(([x, y], point) => {
      for (let frame = 0; frame < golden.n_frames; frame++) {
        const [goldenX, goldenY, goldenZ] = golden.positions[point * golden.n_frames + frame];
        const placed = placeInFrame(series, range, frame, [x, y, 0]);
        // Warp's positions of up to 4000 Å are 32-bit numbers, and the file's values were typed over to six digits.
        assert.ok(Math.abs(placed.x - goldenX) < 1.2e-3, `x of point ${point} in frame ${frame}`);
        assert.ok(Math.abs(placed.y - goldenY) < 1.2e-3, `y of point ${point} in frame ${frame}`);
        assert.ok(
          Math.abs(placed.defocus - goldenZ * 1e4) < 0.02,
          `defocus of point ${point} in frame ${frame}`,
        );
      }
    });
  });
});
