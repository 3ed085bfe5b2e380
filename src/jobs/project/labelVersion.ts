/** Gives a version of a species a label and a note, or takes them away. */
import { changeProject } from '../../model/changeProject';
import { chosenVersion, versionInWords } from '../../model/chosenVersion';
import { checkedLabel, type VersionLabel } from '../../model/versionLabel';
import { listVersions } from '../../model/versions';
import { Problem } from '../../../shared/problem';
import { chosenReference } from './speciesReference';

export interface LabelOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
  /** Its name, the first letters of it, or the label that it has. */
  readonly version: string;
  /** Empty takes it away; undefined leaves it as it is. The same for the note. */
  readonly label?: string | undefined;
  readonly note?: string | undefined;
}

export interface LabeledVersion extends VersionLabel {
  /** Name of the species. */
  readonly name: string;
  readonly version: string;
}

/** Throws Problem for a label that another version of the species has; then nothing has changed. */
export async function labelVersion(options: LabelOptions): Promise<LabeledVersion> {
  if (options.label === undefined && options.note === undefined)
    throw new Problem('neither a label nor a note was given', {
      remedy: 'give --label, --note or both; an empty one is taken away',
    });
  return changeProject('label_version', options.population, async (project) => {
    const reference = await chosenReference(project.population, options.species);
    const path = await project.ownSpeciesPlace(reference.path);
    const versions = await listVersions(path);
    const version = chosenVersion(versions, options.version, { ...reference, path });
    const label = checkedLabel({
      label: options.label ?? version.label,
      note: options.note ?? version.note,
    });
    const other = versions.find((one) => one !== version && one.label === label.label);
    if (label.label !== '' && other !== undefined)
      throw new Problem(`${reference.name} has a version of that label already: ${versionInWords(other)}`, {
        where: other.folder,
        remedy: 'choose another label, or take it from that version first',
      });
    await project.save({ versions: [{ owner: path, version, label }] });
    return { name: reference.name, version: version.version, ...label };
  });
}
