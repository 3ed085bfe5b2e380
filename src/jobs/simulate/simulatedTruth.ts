/** The truth of a simulated project as files: what a refinement should find. */
import { doseSymmetric, type SimulationOptions } from '../../compute/simulate/options';
import type { SimulatedSeries } from '../../compute/simulate/simulatedSeries';
import { encodeNpz, type NumpyArray } from '../../formats/npz';

/**
 * `truth.npz`, for series k from 0: k_P, k_R true positions (particle, 3) Å and rotations (particle, 3, 3) from reference to
 * volume; k_P0, k_R0 those that the project starts from; k_sub half-sets; k_place (particle, tilt, 12): x and y (Å) in the
 * tilt image, defocus (µm), and the rotation from volume to image.
 */
export function truthArchive(all: readonly SimulatedSeries[]): Uint8Array {
  const arrays = new Map<string, NumpyArray>();
  const float = (shape: readonly number[], values: readonly number[]): NumpyArray => ({
    shape,
    data: Float64Array.from(values),
    type: 'float64',
  });
  all.forEach((series, k) => {
    const { particles, start, halfSet, nominal } = series;
    const count = particles.length;
    const places = particles.flatMap((_, particle) =>
      Array.from({ length: nominal.tiltCount }, (__, tilt) => {
        const { x, y, defocus, rotation } = series.truth(particle, tilt);
        return [x, y, defocus / 1e4, ...rotation];
      }).flat(),
    );
    const poses = (suffix: string, of: typeof particles): void => {
      arrays.set(
        `${k}_P${suffix}`,
        float(
          [count, 3],
          of.flatMap(({ position }) => [...position]),
        ),
      );
      arrays.set(
        `${k}_R${suffix}`,
        float(
          [count, 3, 3],
          of.flatMap(({ rotation }) => [...rotation]),
        ),
      );
    };
    poses('', particles);
    poses('0', start);
    arrays.set(`${k}_sub`, { shape: [count], data: Float64Array.from(halfSet), type: 'int64' });
    arrays.set(`${k}_place`, float([count, nominal.tiltCount, 12], places));
  });
  return encodeNpz(arrays);
}

/** `config.json`: how the project was made, in degrees, µm, pixels and Å. */
export function configText(options: SimulationOptions, model: string): string {
  const { errors } = options;
  const config = {
    model,
    px: options.pixelSize,
    box: options.box,
    diameter: options.diameter,
    symmetry: options.symmetry,
    bfactor: options.bfactor,
    series: options.series,
    particles: options.particles,
    angles: options.angles,
    axis: options.axis,
    volume: options.volume,
    image: options.image,
    margin: options.margin,
    dose_per_tilt: options.dosePerTilt,
    damage: options.damage,
    defocus: options.defocus,
    // JSON knows no infinity: null stands for images without noise.
    snr: options.snr,
    ice: options.ice,
    seed: options.seed,
    half_precision: options.halfPrecision,
    inverted_hand: options.invertedHand,
    wrong_hand: options.wrongHand,
    ewald: options.ewald,
    odd_aberrations: options.oddAberrations,
    even_aberrations: options.evenAberrations,
    errors: {
      position: errors.position,
      angle: errors.angle,
      shift: errors.shift,
      image_warp: errors.imageWarp,
      volume_warp: errors.volumeWarp,
      drift: errors.drift,
      tilt_angle: errors.tiltAngle,
      tilt_axis: errors.tiltAxis,
      tilt_offset: errors.tiltOffset,
      defocus: errors.defocus,
      defocus_offset: errors.defocusOffset,
      stage_angle: errors.stageAngle,
      magnification: errors.magnification,
      beam_tilt_x: errors.beamTiltX,
      beam_tilt_y: errors.beamTiltY,
      astigmatism: errors.astigmatism,
      tilt_astigmatism: errors.tiltAstigmatism,
      phase_shift: errors.phaseShift,
      tilt_phase_shift: errors.tiltPhaseShift,
      cs: errors.cs,
      tilt_bfactor: errors.tiltBfactor,
      series_bfactor: errors.seriesBfactor,
      tilt_scale: errors.tiltScale,
      series_scale: errors.seriesScale,
    },
    dose: doseSymmetric(options.angles, options.dosePerTilt),
  };
  return `${JSON.stringify(config, null, 1)}\n`;
}
