/** Scores a refinement of a simulated project against its truth. */
import { join, resolve } from 'node:path';
import { doseFraction, place } from '../../compute/geometry/projection';
import { padOrCrop, type Volume } from '../../compute/maps/volume';
import { euler } from '../../../shared/math/rotations';
import { sampleTrajectory } from '../../../shared/math/trajectory';
import { multiply, type Matrix3, type Vector3 } from '../../../shared/math/vector';
import { mapAgreement } from '../../compute/simulate/mapAgreement';
import { opticsErrors, type OpticsPair } from '../../compute/simulate/opticsErrors';
import {
  particleErrors as errorsOf,
  poseErrors,
  type PosePair,
  type TruePoses,
} from '../../compute/simulate/poseErrors';
import { isThere } from '../../files/durableFile';
import { readBytes, readText } from '../../files/fileProblem';
import { readMrc } from '../../formats/mrc';
import { decodeNpz, type NumpyArray } from '../../formats/npz';
import { seriesStem } from '../../formats/paths';
import { particleErrors } from '../../model/particleErrors';
import { parseParticles } from '../../model/particleFile';
import type { ParticleTable } from '../../model/particles';
import { readTiltSeries } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';
import { agreementScore, boundScore, poseScore, type Score } from './scoreNumbers';
import { opticsPair, opticsScore, type TrueOpticsFile } from './trueOpticsFile';

export interface ScoreRequest {
  /** Folder with config.json, truth.npz, truth.mrc, mask.mrc and perhaps baseline.json. */
  readonly truth: string;
  /** Particle table of the species, and the folder of the XML files of its series: both or none. */
  readonly particles?: string;
  readonly xml?: string;
  /** Both or none. */
  readonly half1?: string;
  readonly half2?: string;
}

export interface Scores {
  readonly refined: Score;
  /** From the truth's baseline.json: what the project started from, and what its images give with the true geometry. */
  readonly start?: Score;
  readonly ideal?: Score;
}

/** Throws Problem for missing and broken files. */
export async function score(request: ScoreRequest): Promise<Scores> {
  const truth = resolve(request.truth);
  const config = await readConfig(join(truth, 'config.json'));
  const { particles, xml, half1, half2 } = request;
  const poses =
    particles === undefined || xml === undefined ? {} : await scorePoses(truth, config, particles, xml);
  const maps = half1 === undefined || half2 === undefined ? {} : await scoreMaps(truth, half1, half2);
  return { ...(await readBaseline(join(truth, 'baseline.json'))), refined: { ...poses, ...maps } };
}

interface Config {
  readonly px: number;
  readonly box: number;
  readonly series: number;
  readonly volume: Vector3;
  readonly image: readonly [number, number];
}

async function readConfig(path: string): Promise<Config> {
  const config = parseJson(await readText(path), path) as Partial<Config>;
  const { px, box, series, volume, image } = config;
  if ([px, box, series, volume, image].includes(undefined))
    throw new Problem('px, box, series, volume and image are required', { where: path });
  return config as Config;
}

async function readBaseline(path: string): Promise<Omit<Scores, 'refined'>> {
  const text = await readText(path).catch(() => '{}');
  return parseJson(text, path) as Omit<Scores, 'refined'>;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('this is not JSON', { where, cause });
  }
}

async function scorePoses(truth: string, config: Config, particles: string, xml: string): Promise<Score> {
  const archive = join(truth, 'truth.npz');
  const arrays = decodeNpz(await readBytes(archive), archive);
  const array = (name: string): NumpyArray => {
    const found = arrays.get(name);
    if (found === undefined) throw new Problem(`the array ${name} is missing`, { where: archive });
    return found;
  };
  const text = await readText(particles);
  const samples = Math.max(1, text.match(/^_wrpCoordinateX\d+/gm)?.length ?? 1);
  const table = parseParticles(text, samples, particles);
  const optics: OpticsPair[] = [];
  const trueOptics = await readOptics(join(truth, 'optics.json'));
  const found: (TruePoses & { readonly row: number })[] = [];
  for (let k = 0; k < config.series; k++) {
    const { series } = await readTiltSeries(join(xml, `TS_${k + 1}.xml`), {
      pixelSize: config.px,
      dimensions: config.volume,
      imageSize: [config.image[0] * config.px, config.image[1] * config.px],
    });
    const known = opticsPair(trueOptics, series);
    if (known !== undefined) optics.push(known);
    const [rotations, places] = [array(`${k}_R`), array(`${k}_place`)];
    const rows = matchRows(table, series.name, array(`${k}_P`).data);
    for (const [particle, row] of rows) {
      const pairs: PosePair[] = [];
      const tilts: Matrix3[] = [];
      for (let tilt = 0; tilt < series.tiltCount; tilt++) {
        const at = (particle * series.tiltCount + tilt) * 12;
        const [x, y, defocus] = places.data.subarray(at, at + 3);
        if (!isInside(x, y, config)) continue;
        const u = doseFraction(series, tilt);
        const trajectory = (values: Float64Array): Float64Array =>
          sampleTrajectory(values.subarray(row * samples * 3, (row + 1) * samples * 3), 3, u);
        const [px, py, pz] = trajectory(table.positions);
        const [rot, tiltAngle, psi] = trajectory(table.angles);
        const estimate = place(series, tilt, [px, py, pz]);
        tilts.push(matrixAt(places.data, at + 3));
        pairs.push({
          truth: {
            x,
            y,
            defocus: defocus * 1e4,
            rotation: multiply(matrixAt(places.data, at + 3), matrixAt(rotations.data, particle * 9)),
          },
          estimate: { ...estimate, rotation: multiply(estimate.rotation, euler(rot, tiltAngle, psi)) },
        });
      }
      if (pairs.length > 0) found.push({ pairs, tilts, row });
    }
  }
  const pairs = found.flatMap((one) => one.pairs);
  if (pairs.length === 0)
    throw new Problem('no particle belongs to a series of the truth', { where: particles });
  const ofOptics = optics.length === 0 ? {} : opticsScore(opticsErrors(optics, 0.5 / config.px));
  const stated = statedErrors(
    table,
    found.map(({ row }) => row),
  );
  return {
    ...poseScore(poseErrors(pairs), pairs.length),
    ...ofOptics,
    ...(stated === null ? {} : boundScore(errorsOf(found), stated)),
  };
}

/** Truths of earlier versions tell no optics. */
async function readOptics(path: string): Promise<TrueOpticsFile> {
  return (await isThere(path)) ? (parseJson(await readText(path), path) as TrueOpticsFile) : { series: [] };
}

/** (particle, 6) standard errors that a refinement has left in the table, in Å and rad; null where it has none. */
function statedErrors(table: ParticleTable, rows: readonly number[]): readonly (readonly number[])[] | null {
  const columns = particleErrors.map(({ label, unit }) => ({ texts: table.extra.get(label), unit }));
  if (columns.some(({ texts }) => texts === undefined)) return null;
  return rows.map((row) => columns.map(({ texts, unit }) => Number(texts?.[row]) * unit));
}

/** Row of the table for every true particle that has one: tables may be in another order, so the nearest counts. */
function matchRows(table: ParticleTable, name: string, truth: Float64Array): Map<number, number> {
  const rows = new Map<number, number>();
  for (let row = 0; row < table.count; row++) {
    if (seriesStem(table.sourceName[row]) !== name && table.sourceName[row] !== name) continue;
    const mean = [0, 0, 0];
    for (let j = 0; j < 3 * table.samples; j++)
      mean[j % 3] += table.positions[row * table.samples * 3 + j] / table.samples;
    let nearest = 0;
    let least = Infinity;
    for (let i = 0; i < truth.length / 3; i++) {
      const away = Math.hypot(mean[0] - truth[3 * i], mean[1] - truth[3 * i + 1], mean[2] - truth[3 * i + 2]);
      if (away < least) [nearest, least] = [i, away];
    }
    rows.set(nearest, row);
  }
  return rows;
}

function matrixAt(data: Float64Array, at: number): Matrix3 {
  return Array.from(data.subarray(at, at + 9)) as unknown as Matrix3;
}

/** Only particles whose whole box lies in the image tell what a refinement could have seen. */
function isInside(x: number, y: number, { px, box, image }: Config): boolean {
  const half = box / 2;
  return x / px >= half && x / px < image[0] - half && y / px >= half && y / px < image[1] - half;
}

async function scoreMaps(truth: string, half1: string, half2: string): Promise<Score> {
  const target = await readVolume(join(truth, 'truth.mrc'));
  const mask = await readVolume(join(truth, 'mask.mrc'));
  const read = async (path: string): Promise<Volume> => {
    const volume = await readVolume(path);
    if (Math.abs(volume.pixelSize - target.pixelSize) > 0.01 * target.pixelSize)
      throw new Problem(`its pixel is ${volume.pixelSize} Å, that of the truth ${target.pixelSize} Å`, {
        where: path,
      });
    return padOrCrop(volume, target.size);
  };
  return agreementScore(mapAgreement(await read(half1), await read(half2), target, mask));
}

async function readVolume(path: string): Promise<Volume> {
  const { header, data } = await readMrc(path);
  const [x, y, z] = header.size;
  if (x !== y || y !== z)
    throw new Problem(`expected a cube, got ${x} x ${y} x ${z} voxels`, { where: path });
  return { size: x, pixelSize: header.pixelSize[0], data };
}
