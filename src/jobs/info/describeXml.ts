/** What Warp's and M's XML files hold: populations, data sources, species, settings, tilt series, frame series. */
import { existsSync } from 'node:fs';
import { readBytes } from '../../files/fileProblem';
import { readSettings } from '../../formats/settings';
import { decodeXml, parseXml } from '../../formats/xml';
import { readFrameSeries } from '../../model/frameSeriesXml';
import { readPopulation } from '../../model/population';
import { readSource } from '../../model/source';
import { companion, readSpecies } from '../../model/species';
import { halfAveragePath } from '../../model/tiltMovies';
import { readTiltSeries, tiltAveragePath } from '../../model/tiltSeriesFile';
import { ctfResolution, degree } from '../../model/tiltSeriesXml';
import { Problem } from '../../../shared/problem';
import type { Described } from '../../formats/described';

/** Throws Problem for broken files and for XML of other programs. */
export async function describeXml(path: string): Promise<Described> {
  const text = decodeXml(await readBytes(path));
  const root = /<([A-Za-z_][\w.-]*)/.exec(text.replace(/<!--[\s\S]*?-->/g, ''))?.[1] ?? '';
  if (root === '')
    throw new Problem(text.trim() === '' ? 'it is empty' : 'it is no XML', {
      where: path,
      remedy: 'the file may be damaged, copy it again',
    });
  const describe = describers[root];
  if (describe === undefined)
    throw new Problem(`its root element <${root}> belongs to no file of Warp or M`, {
      where: path,
      remedy: 'check which file you chose',
    });
  return describe(path, text);
}

type Describe = (path: string, text: string) => Promise<Described>;

const describers: Readonly<Partial<Record<string, Describe>>> = {
  Population: async (path) => {
    const { name, species, sources } = await readPopulation(path);
    return {
      kind: 'population',
      facts: {
        name,
        species: species.map((entry) => entry.path),
        'data sources': sources.map((entry) => entry.path),
      },
    };
  },
  DataSource: async (path) => {
    const source = await readSource(path);
    return {
      kind: 'data source',
      facts: {
        name: source.name,
        version: source.version,
        series: source.files.length,
        'pixel size (Å)': source.pixelSize,
        'volume (pixels)': source.dimensions,
        'dose (e/Å² a frame, or minus the total)': source.dosePerFrame,
        'gain reference': source.gainPath || null,
        files: source.files.map((file) => file.name),
      },
    };
  },
  Species: async (path) => {
    const species = await readSpecies(path);
    const suffixes = ['_half1.mrc', '_half2.mrc', '_mask.mrc', '_particles.star', '_fsc.star'] as const;
    return {
      kind: 'species',
      facts: {
        name: species.name,
        version: species.version,
        'diameter (Å)': species.diameter,
        symmetry: species.symmetry,
        'pixel size (Å)': species.pixelSize,
        'resolution (Å)': species.globalResolution > 0 ? species.globalResolution : null,
        'poses a particle': species.temporalSamples,
        missing: suffixes.filter((suffix) => !existsSync(companion(species, suffix))),
      },
    };
  },
  Settings: async (path) => {
    const settings = await readSettings(path);
    return {
      kind: 'Warp settings',
      facts: {
        'data folder': settings.dataFolder,
        'processing folder': settings.processingFolder,
        files: settings.extension,
        'pixel size (Å)': settings.pixelSize,
        'volume (pixels)': settings.dimensions,
        'dose (e/Å² a frame, or minus the total)': settings.dosePerFrame,
      },
    };
  },
  TiltSeries: describeTiltSeries,
  Movie: async (path) => {
    const series = await readFrameSeries(path);
    return {
      kind: 'frame series',
      facts: {
        'movement grid': series.movement.x.size,
        'local movement grid': series.localMovement.x.size,
        'pyramid levels': series.pyramid.length,
        'defocus grid': series.defocus.size,
        'mean defocus (µm)': mean(series.defocus.values) / 1e4,
      },
    };
  },
};

async function describeTiltSeries(path: string, text: string): Promise<Described> {
  const { root } = parseXml(text, path, 'TiltSeries');
  // Sizes of volume and images come from elsewhere and are not told.
  const source = { pixelSize: 1, dimensions: [1, 1, 1], imageSize: [1, 1] } as const;
  const file = await readTiltSeries(path, source);
  const { series, moviePaths } = file;
  const degrees = Array.from(series.angles, (angle) => angle / degree);
  const there = (paths: readonly string[]): number => paths.filter((each) => existsSync(each)).length;
  return {
    kind: 'tilt series',
    facts: {
      tilts: series.tiltCount,
      'tilts used': series.used.filter(Boolean).length,
      'tilt angles (degrees)': [Math.min(...degrees), Math.max(...degrees)],
      'tilt axis (degrees)': mean(series.axisAngles) / degree,
      'dose (e/Å²)': [Math.min(...series.dose), Math.max(...series.dose)],
      'mean defocus (µm)': mean(series.defocus.values) / 1e4,
      'CTF resolution (Å)': ctfResolution(root, path) || null,
      'image warp grid': series.imageWarp.x.size,
      'volume warp grid': series.volumeWarp.x.size,
      'stage angle grid': series.stageAngles.x.size,
      'handedness inverted': series.anglesInverted,
      deselected: file.unselected,
      'tilt images found': there(moviePaths.map((_, tilt) => tiltAveragePath(file, tilt))),
      'even and odd halves found': there(
        moviePaths.flatMap((movie) => [halfAveragePath(movie, 'even'), halfAveragePath(movie, 'odd')]),
      ),
    },
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
