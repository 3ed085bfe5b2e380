/** MRC and CCP4 maps and stacks of images, as most programs of the field write them. */
import { dataBytes, headerBytes, parseMrcHeader } from '../mrcHeader';
import { decodeSections } from '../mrcValues';
import type { MapFormat } from './mapFormat';

export const mrc: MapFormat = {
  name: 'MRC',
  endings: [
    { ending: 'mrc', holds: null },
    { ending: 'map', holds: 'volume' },
    { ending: 'mrcs', holds: 'stack' },
    { ending: 'rec', holds: 'volume' },
    { ending: 'st', holds: 'stack' },
    { ending: 'ccp4', holds: 'volume' },
    // Alignments of sequences end like that, too.
    { ending: 'ali', holds: 'stack', isAmbiguous: true },
    { ending: 'preali', holds: 'stack', isAmbiguous: true },
  ],
  headerBytes,
  recognizes: null,
  parse: (start, { path, size }) => {
    // What is shorter than a header is told with its length.
    const header = parseMrcHeader(start, path, start.length < headerBytes ? start.length : size);
    const columns = header.size[0];
    return {
      header,
      rowBytes: dataBytes({ ...header, size: [columns, 1, 1] }),
      isPlain: header.mode === 2 && header.littleEndian,
      decode: (bytes, rows) => decodeSections({ ...header, size: [columns, rows, 1] }, bytes, 1, path),
    };
  },
};
