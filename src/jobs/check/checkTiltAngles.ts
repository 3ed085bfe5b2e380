/** Whether the tilts of a series still are those of its tomostar: the angles and shifts that an import would have refused. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootName } from '../../formats/paths';
import { readTomostar } from '../../formats/tomostar';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';
import { degree } from '../../model/tiltSeriesXml';
import { Problem } from '../../../shared/problem';
import { recordedAngles } from '../sources/recordedAngles';
import { compareAngles, refuseImpossible } from '../import/tiltAngles';
import { error, problemFinding, readOrFind, warning, type Finding } from './finding';

const realign = 'import its alignment again, or restore the file from a backup';

export async function checkTiltAngles(file: TiltSeriesFile, findings: Finding[]): Promise<void> {
  const { path, dataDirectory, series } = file;
  const angles = Array.from(series.angles, (angle) => angle / degree);
  const name = `${rootName(path)}.tomostar`;
  const tomostar = [join(dataDirectory, name), join(dirname(path), name)].find(existsSync);
  const tilts =
    tomostar === undefined ? undefined : await readOrFind(tomostar, findings, () => readTomostar(tomostar));
  const recorded = tilts === undefined ? undefined : recordedAngles(file, tilts);
  if (tomostar !== undefined && tilts !== undefined && recorded === undefined)
    findings.push(
      warning(
        path,
        `it has ${series.tiltCount} tilts, ${tomostar} lists ${tilts.length}, and not all by the same movies`,
        'process the series again if tilts were added or removed',
      ),
    );
  try {
    // Without a tomostar only what no microscope can do is found.
    refuseImpossible(angles, recorded ?? [-1, 1], path);
    if (recorded !== undefined)
      compareAngles(
        angles.map((angle, tilt) => [angle, recorded[tilt]] as const),
        path,
        { remedy: realign },
      );
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    findings.push(problemFinding(cause, path, realign));
  }
  checkShifts(file, findings);
}

function checkShifts({ path, series }: TiltSeriesFile, findings: Finding[]): void {
  const widest = Math.max(...series.imageSize);
  for (let tilt = 0; tilt < series.tiltCount; tilt++) {
    const shift = Math.hypot(series.axisOffsets[2 * tilt], series.axisOffsets[2 * tilt + 1]);
    if (shift <= widest || !series.used[tilt]) continue;
    findings.push(
      error(
        path,
        `tilt ${tilt + 1} is shifted by ${shift.toFixed(0)} Å, its image is ${widest.toFixed(0)} Å wide`,
        'switch it off, or import its alignment again with the pixel size of the stack (--alignment_angpix)',
      ),
    );
    return;
  }
}
