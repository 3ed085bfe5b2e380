/**
 * Which versions of the data sources a version of a species was made with. It stands in an element of our own: M drops what it
 * does not know whenever it saves, so that a record never outlives the state that it describes.
 */
import { attribute, child, element, elements, withChild } from '../formats/xmlEdit';
import type { DataSource } from './source';
import type { Species } from './species';

const recordName = 'RefinedWith';

export function withRefinedWith(
  species: Species,
  sources: readonly Pick<DataSource, 'guid' | 'version'>[],
): Species {
  const entries = sources.map(({ guid, version }) => element('DataSource', { GUID: guid, Version: version }));
  const root = withChild(species.xml.root, element(recordName, {}, entries), () => true);
  return { ...species, xml: { ...species.xml, root } };
}

/** Versions of sources by GUID; empty for a species that M saved last. */
export function refinedWith(species: Species): ReadonlyMap<string, string> {
  const record = child(species.xml.root, recordName);
  return new Map(
    (record === undefined ? [] : elements(record, 'DataSource')).map((entry) => [
      (attribute(entry, 'GUID') ?? '').toLowerCase(),
      attribute(entry, 'Version') ?? '',
    ]),
  );
}
