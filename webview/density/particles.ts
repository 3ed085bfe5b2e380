/** Particles as arrows along their axis, colored by a column, in a tomogram or in an empty box. */
import {
  BufferGeometry,
  ConeGeometry,
  DoubleSide,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  Quaternion,
  Vector3,
} from 'three';
import { BufferAttribute } from 'three';
import type { ParticleCloud } from '../../shared/protocol/density';
import type { Placement } from '../volume/isosurface';
import { linearColors } from './colorMap';

/** More than these would be one blot; they are thinned out evenly. */
const most = 20_000;

export interface DrawnParticles {
  readonly mesh: Mesh;
  readonly shown: number;
  /** Lowest and highest value of the column. */
  readonly range: readonly [number, number];
}

/** Which particles are drawn, and how. */
export interface ParticleChoice {
  /** Index of the tomogram; -1 for all. */
  readonly series: number;
  /** That colors them. */
  readonly column: string;
  /** Of an arrow, Å. */
  readonly length: number;
}

/** @param extent Å of the box, for coordinates that are given from its middle */
export function drawParticles(
  cloud: ParticleCloud,
  { series, column, length }: ParticleChoice,
  placement: Placement,
  extent: Vector3,
): DrawnParticles {
  const all = Array.from({ length: cloud.seriesOf.length }, (_, i) => i).filter(
    (i) => series < 0 || cloud.seriesOf[i] === series,
  );
  const rows = all.length > most ? all.filter((_, i) => i % Math.ceil(all.length / most) === 0) : all;
  const values = cloud.columns.find(({ label }) => label === column)?.values;
  const chosen = Float32Array.from(rows, (row) => values?.[row] ?? 0);
  let range: readonly [number, number] = [Infinity, -Infinity];
  for (const value of chosen) range = [Math.min(range[0], value), Math.max(range[1], value)];
  const colors = linearColors(chosen, ...range);
  const arrow = new ConeGeometry(0.28, 1, 10).toNonIndexed();
  arrow.computeVertexNormals();
  const [shape, bends] = [arrow.getAttribute('position'), arrow.getAttribute('normal')];
  const corners = shape.count;
  const positions = new Float32Array(rows.length * corners * 3);
  const normals = new Float32Array(positions.length);
  const tints = new Float32Array(positions.length);
  const point = new Vector3();
  const size = length * placement.scale;
  const start = cloud.centered ? extent.clone().multiplyScalar(0.5) : new Vector3();
  const turn = new Quaternion();
  const up = new Vector3(0, 1, 0);
  rows.forEach((row, index) => {
    const at = new Vector3().fromArray(cloud.positions, 3 * row);
    at.add(start).sub(placement.center).multiplyScalar(placement.scale);
    turn.setFromUnitVectors(up, axisOf(cloud.angles, row));
    const matrix = new Matrix4().compose(at, turn, new Vector3(size, size, size));
    for (let corner = 0; corner < corners; corner++) {
      const to = 3 * (index * corners + corner);
      point.fromBufferAttribute(shape, corner).applyMatrix4(matrix).toArray(positions, to);
      point.fromBufferAttribute(bends, corner).applyQuaternion(turn).toArray(normals, to);
      tints.set(colors.subarray(3 * index, 3 * index + 3), to);
    }
  });
  arrow.dispose();
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('normal', new BufferAttribute(normals, 3));
  geometry.setAttribute('color', new BufferAttribute(tints, 3));
  geometry.setIndex(
    new BufferAttribute(
      Uint32Array.from({ length: rows.length * corners }, (_, i) => i),
      1,
    ),
  );
  const material = new MeshStandardMaterial({ roughness: 0.6, vertexColors: true, side: DoubleSide });
  return { mesh: new Mesh(geometry, material), shown: rows.length, range };
}

/** The particle's z axis in the tomogram: third column of Rz(rot) Ry(tilt) Rz(psi), angles in degrees. */
export function axisOf(angles: Float32Array, row: number): Vector3 {
  const [rot, tilt] = [angles[3 * row], angles[3 * row + 1]].map((degrees) => (degrees * Math.PI) / 180);
  return new Vector3(Math.cos(rot) * Math.sin(tilt), Math.sin(rot) * Math.sin(tilt), Math.cos(tilt));
}
