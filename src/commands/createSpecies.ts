/** murmur create_species; New Species */
import type { CreatedSpecies } from '../jobs/species/createSpecies';
import { dipsText, resolutionText } from '../jobs/runs/jobSummary';
import { command } from './command';
import { onProject } from './palette';
import { tableGiven } from '../model/particleFormats';
import { speciesFields } from './speciesFields';
import { givenSpecies, pages } from './speciesForm';

const [parameters, halfMaps, mask, particles] = pages;

export const createSpecies = command({
  name: 'create_species',
  description: 'Add a kind of particle to a population, from half-maps, a mask and a particle table.',
  target: 'population',
  usesGpu: true,
  cancellable: true,
  fields: speciesFields,
  async run(values, { say }) {
    const job = await import('../jobs/species/createSpecies');
    return job.createSpecies(
      {
        ...values,
        helix: {
          units: values.helicalUnits,
          twist: values.helicalTwist,
          rise: values.helicalRise,
          height: values.helicalHeight,
        },
        molecularWeight: values.weight,
        temporalSamples: values.samples,
        resampledPixelSize: values.resample,
        mapChanges: { invert: values.invertMaps, mirror: values.mirrorMaps, shift: values.shiftMaps },
        lowPass: values.lowpass,
        particles: tableGiven({ ...values }),
        coordinatePixelSize: values.coordinatePixel,
        shiftPixelSize: values.shiftPixel,
      },
      say,
    );
  },
  json: printed,
  done: lines,
  form: {
    title: 'New Species',
    intro: 'A kind of molecule in the tilt series of {population}.',
    submitLabel: 'Finish',
    busyLabel: 'Creating the species…',
    sections: [
      {
        page: parameters,
        title: 'Species',
        fields: ['name', 'diameter', 'weight', 'symmetryGroup', 'symmetryOrder', 'samples'],
      },
      {
        page: parameters,
        title: 'Helix',
        closed: true,
        fields: ['helicalUnits', 'helicalTwist', 'helicalRise', 'helicalHeight'],
      },
      {
        page: halfMaps,
        title: 'Half-maps',
        fields: ['half1', 'pixelSize', 'half2Kind', 'half2', 'sameLowpass'],
      },
      {
        page: halfMaps,
        title: 'Resampling, filter, contrast and place',
        closed: true,
        fields: ['resample', 'lowpass', 'invertMaps', 'mirrorMaps', 'shiftMaps', 'dontVersion'],
      },
      {
        page: mask,
        title: 'Mask',
        fields: ['maskKind', 'mask', 'maskLowpass', 'maskThreshold', 'maskExtend'],
      },
      {
        page: particles,
        title: 'Particles',
        fields: [
          ...(['particleKind', 'particles', 'coordinatePixel', 'shiftPixel', 'anySizes', 'nameMap'] as const),
          ...(['ignoreUnmatched', 'classes', 'duplicates', 'accept'] as const),
        ],
      },
      { page: particles, title: 'Use these sources for name matching', fields: ['sources'] },
    ],
    given: (values, { population }) => givenSpecies(values, population),
    done: (result) => announcement(result as Printed),
  },
  palette: {
    id: 'newSpecies',
    title: 'New Species...',
    icon: '$(add)',
    menus: [...onProject('population.*|speciesList', '2_add@2'), ...onProject('speciesList', 'inline@1')],
  },
});

function printed({ species, dips, particles: count, matched, unmatched, pixelSizes }: CreatedSpecies) {
  return {
    species: species.path,
    guid: species.guid,
    name: species.name,
    resolution: species.globalResolution > 0 ? species.globalResolution : null,
    ...(dips.length > 0 ? { dips } : {}),
    particles: count,
    matched,
    unmatched,
    pixelSizes,
  };
}

type Printed = ReturnType<typeof printed>;

function announcement({ name, resolution, particles: count, matched, unmatched }: Printed): string {
  const left = unmatched.reduce((sum, one) => sum + one.particles, 0);
  const rest = left === 0 ? '' : ` ${left} particles of ${unmatched.length} unknown series were left out.`;
  return `Created species ${name}: ${resolutionText(resolution)}, ${count} particles in ${matched.length} series.${rest}`;
}

function lines({ species, dips, particles: count, matched, unmatched, pixelSizes }: CreatedSpecies) {
  const resolution =
    species.globalResolution > 0
      ? `${species.globalResolution.toFixed(2)} Å${dipsText(dips)}`
      : 'resolution unknown';
  const names = [...matched.map(({ series }) => series), ...unmatched.map(({ name }) => name)];
  const width = Math.max(...names.map((name) => name.length));
  return [
    `Created ${species.path}: ${count} particles, ${resolution}`,
    ...matched.map(
      (entry) => `  ${entry.series.padEnd(width)}  ${String(entry.particles).padStart(7)} particles`,
    ),
    ...unmatched.map(
      (entry) =>
        `  ${entry.name.padEnd(width)}  ${String(entry.particles).padStart(7)} particles match no series (closest is ${entry.closest ?? 'none'})`,
    ),
    ...pixelSizes.map(
      ({ of, pixelSize, from, particles: used }) =>
        `  ${of} of ${used} particles: ${pixelSize} Å per unit, from ${from}`,
    ),
  ];
}
