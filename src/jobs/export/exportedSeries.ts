/** Which series, and so which particles, an export takes; what it leaves out is said. */
import type { ParticleTable } from '../../model/particles';
import { seriesXmlPath, type DataSource } from '../../model/source';
import { readTiltSeries, type TiltSeriesFile } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';
import { rowsBySeries } from '../refinement/particlesOfSeries';

export interface SeriesToExport {
  readonly source: DataSource;
  /** `TS_1.tomostar` */
  readonly name: string;
  readonly file: TiltSeriesFile;
  /** Of the particle table. */
  readonly rows: readonly number[];
}

export interface ExportChoice {
  readonly series: readonly SeriesToExport[];
  /** Particles that are in none of them, in words. */
  readonly left: readonly string[];
}

/**
 * Series with particles, without those that a refinement leaves out: particles there were never refined.
 *
 * @param deselected take series that are deselected, too
 */
export async function seriesToExport(
  sources: readonly DataSource[],
  particles: ParticleTable,
  deselected: boolean,
): Promise<ExportChoice> {
  const series: SeriesToExport[] = [];
  const counts = { deselected: 0, off: 0 };
  let matched = 0;
  const listed = sources.flatMap((source) => source.files.map((file) => ({ source, ...file })));
  const grouped = rowsBySeries(particles, listed);
  for (const [index, { source, name }] of listed.entries()) {
    const rows = grouped[index];
    if (rows.length === 0) continue;
    matched += rows.length;
    const file = await readTiltSeries(seriesXmlPath(source, name), source);
    if (!file.series.used.includes(true)) counts.off += rows.length;
    else if (file.unselected && !deselected) counts.deselected += rows.length;
    else series.push({ source, name, file, rows });
  }
  const of = `of ${particles.count} particles`;
  return {
    series,
    left: [
      ...(counts.deselected > 0
        ? [
            `${counts.deselected} ${of} lie in series that are deselected and are left out (--include_deselected takes them)`,
          ]
        : []),
      ...(counts.off > 0
        ? [`${counts.off} ${of} lie in series whose tilts are all off and are left out`]
        : []),
      ...(matched < particles.count
        ? [`${particles.count - matched} ${of} belong to no series of this population and are left out`]
        : []),
    ],
  };
}

/** @param where the particle table */
export function nothingToExport(where: string, { left }: ExportChoice): Problem {
  return new Problem('none of its particles belongs to a series of this population that takes part', {
    where,
    remedy: left.length > 0 ? left.join('; ') : 'add the data source of its series first',
  });
}

/** What RELION cannot hold of trajectories. */
export function lostSamples({ samples }: ParticleTable): readonly string[] {
  return samples > 1
    ? [
        `of ${samples} temporal samples RELION holds one orientation: that of the first, at the least exposure, is written`,
      ]
    : [];
}
