/** Columns of RELION's particle tables that a species keeps: all that say something of a particle, and not of its images. */
import { reserved } from './particleFile';

/**
 * What is read into the table itself, what each export writes anew, and what belongs to images that were cut out for
 * RELION: beside another pose, or images cut again, it would be wrong.
 */
const spent =
  /^rln((Centered)?Coordinate[XYZ](Angst)?|Angle(Rot|Tilt|Psi)|Origin[XYZ](Angst)?|TomoSubtomogram\w*|MicrographName|TomoName|TomoParticle(Name|Id)|RandomSubset|OpticsGroup(Name)?|(Reconstruct|OriginalParticle)?(Image|Particle)Name|CtfImage|TomoVisibleFrames|Image(PixelSize|Size|Dimensionality)|PixelSize|DetectorPixelSize|Magnification|MicrographOriginalPixelSize|MicrographPixelSize|TomoTiltSeriesPixelSize|TomoSize[XYZ]|Voltage|SphericalAberration|AmplitudeContrast|Defocus\w*|PhaseShift|Ctf\w*|BeamTilt\w*|(Odd|Even)Zernike|MagMat\d\d|(Norm|Scale)Correction)$/;

/** Expected angles of a helix, which are in the frame of RELION's turned sub-tomograms where there are such. */
const priors = /^rlnAngle(Rot|Tilt|Psi)(Prior|FlipRatio)\w*$/;

/** @param turned whether sub-tomograms were cut out turned, so that angles are no longer what priors are about */
export function keptColumns(labels: readonly string[], turned: boolean): readonly string[] {
  return labels.filter(
    (label) => !reserved.test(label) && !spent.test(label) && !(turned && priors.test(label)),
  );
}

/** Those that turned sub-tomograms leave without a meaning. */
export function lostPriors(labels: readonly string[], turned: boolean): readonly string[] {
  return turned ? labels.filter((label) => priors.test(label)) : [];
}
