/** Particle lists of PyTom: XML with angles Z1, X, Z2, a shift, and where the particle was picked. */
import { Problem } from '../../../shared/problem';
import { readBytes } from '../../files/fileProblem';
import { decodeXml, parseXml, type XmlElement } from '../../formats/xml';
import { attribute, child, elements } from '../../formats/xmlEdit';
import { parseNumber } from '../../formats/xmlNumbers';
import { importListed, type ListedParticle } from '../listedParticles';
import { tomRotation } from '../zxzAngles';
import type { ParticleFormat } from './particleFormat';

export const pytom: ParticleFormat = {
  key: 'pytom',
  name: 'PyTom',
  from: 'PyTom',
  another: 'PyTom',
  file: 'particle list (.xml)',
  filter: { name: 'PyTom particle lists', endings: ['xml'] },
  labels: [],
  hasUnits: true,
  hasClasses: true,
  read: async (path, options) =>
    importListed(parsePytom(await readBytes(path), path), path, 'the list', options),
};

/** Throws Problem. */
export function parsePytom(bytes: Uint8Array, where: string): readonly ListedParticle[] {
  const { root } = parseXml(decodeXml(bytes), where, 'ParticleList');
  return elements(root, 'Particle').map((particle) => {
    const place = particle.line === undefined ? where : `${where}:${particle.line}`;
    const part = (name: string): XmlElement => {
      const found = child(particle, name);
      if (found === undefined) throw new Problem(`the particle has no <${name}>`, { where: place });
      return found;
    };
    const number = (owner: XmlElement, name: string): number => {
      const text = attribute(owner, name);
      const value = parseNumber(text);
      if (value === undefined || !Number.isFinite(value))
        throw new Problem(`${name} of <${owner.name}> is no number: ${text ?? 'missing'}`, { where: place });
      return value;
    };
    const three = (owner: XmlElement) =>
      [number(owner, 'X'), number(owner, 'Y'), number(owner, 'Z')] as const;
    const turn = part('Rotation');
    const paradigm = attribute(turn, 'Paradigm') ?? 'ZXZ';
    if (paradigm !== 'ZXZ') throw new Problem(`expected angles as ZXZ, got ${paradigm}`, { where: place });
    const pick = part('PickPosition');
    const tomogram = attribute(pick, 'Origin') ?? '';
    if (tomogram === '')
      throw new Problem('nothing says which tomogram the particle was picked in (Origin of <PickPosition>)', {
        where: place,
      });
    const shift = child(particle, 'Shift');
    const named = child(particle, 'Class');
    const name = named && attribute(named, 'Name');
    const file = attribute(particle, 'Filename');
    return {
      tomogram,
      position: three(pick),
      shift: shift === undefined ? ([0, 0, 0] as const) : three(shift),
      rotation: tomRotation(number(turn, 'Z1'), number(turn, 'X'), number(turn, 'Z2')),
      ...(name !== undefined && name !== '' && { class: name }),
      more: { ...(file !== undefined && { pytomFilename: file }) },
    };
  });
}
