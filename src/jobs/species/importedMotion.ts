/** RELION's trajectories for the particles of a population: beside what the XML files of its series say already. */
import type { RelionInput } from '../../model/optimisationSet';
import { readMotion } from '../../model/relionMotion';
import type { SampleShifts } from '../../model/relionParticles';
import { seriesXmlPath, type DataSource } from '../../model/source';
import type { TiltSeries } from '../../model/tiltSeries';
import { readTiltSeries } from '../../model/tiltSeriesFile';
import { motionBeyondWarp } from './motionBeyondWarp';

/** Throws Problem for a series that cannot be read. */
export async function shiftsOf(
  { trajectories, tilts }: NonNullable<RelionInput['motion']>,
  sources: readonly DataSource[],
  samples: number,
): Promise<SampleShifts> {
  const motion = readMotion(trajectories, tilts);
  const bySeries = new Map<string, TiltSeries>();
  for (const source of sources)
    for (const { name, hash } of source.files)
      bySeries.set(hash, (await readTiltSeries(seriesXmlPath(source, name), source)).series);
  return ({ tomogram, name }, home, position) => {
    const trajectory = motion(tomogram, name);
    const series = bySeries.get(home.hash);
    if (trajectory === undefined || series === undefined) return undefined;
    return motionBeyondWarp(series, position, trajectory, samples);
  };
}
