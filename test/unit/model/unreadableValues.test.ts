/** Values of Warp's and M's XML that cannot be read are errors with their line, and never become a default. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { readSettings } from '../../../src/formats/settings';
import { readFrameSeries } from '../../../src/model/frameSeriesXml';
import { readSeriesHead } from '../../../src/model/seriesSelection';
import { readSource } from '../../../src/model/source';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeWarpProject } from '../../support/warpProject';

describe('values that cannot be read', () => {
  const inFolder = useTemporaryFolder();
  const series = async (from: string, to: string): Promise<unknown> => {
    await writeWarpProject(inFolder());
    const path = inFolder('warp_tiltseries', 'TS_1.xml');
    const text = await readFile(path, 'utf8');
    assert.ok(text.includes(from));
    await writeFile(path, text.replace(from, to));
    return readTiltSeries(path, { pixelSize: 10, dimensions: [60, 80, 20] });
  };

  it('of a tilt series are refused with line and element', async () => {
    const grid = (attributes: string, nodes: string, name = 'GridCTF'): string =>
      `<${name} ${attributes}>\n${nodes}\n</${name}>\n<CTF>`;
    const node = (z: number, value: string): string => `<Node X="0" Y="0" Z="${z}" Value="${value}" />`;
    const three = [0, 1, 2].map((z) => node(z, '1.5')).join('\n');
    for (const [from, to, message] of [
      ['Strange=', 'LevelAngleX="1,5" Strange=', /TS_1\.xml:2: LevelAngleX .*"1,5"; .*write 1\.5/],
      [
        'Strange=',
        'AreAnglesInverted="1" Strange=',
        /TS_1\.xml:2: AreAnglesInverted .* neither True nor False: "1"/,
      ],
      [
        'Strange=',
        'MagnificationCorrection="1,0; 0; 0; 1,0" Strange=',
        /MagnificationCorrection .* not 4 numbers/,
      ],
      ['Strange=', 'CTFResolutionEstimate="" Strange=', /CTFResolutionEstimate .* no number: it is empty/],
      ['UnselectManual=""', 'UnselectManual="yes"', /UnselectManual is neither True nor False: "yes"/],
      ['Name="Defocus" Value="3.10"', 'Name="Cs" Value="2,7"', /TS_1\.xml:15: Cs of <CTF> .*write 2\.7/],
      [
        'Name="Defocus" Value="3.10"',
        'Name="ZernikeCoeffsOdd" Value="a;b"',
        /ZernikeCoeffsOdd .* no list of numbers/,
      ],
      [
        '<CTF>',
        '<UseTilt>True\nno\nFalse</UseTilt><CTF>',
        /TS_1\.xml:15: UseTilt of tilt 2 is neither True nor False: "no"/,
      ],
      ['<CTF>', '<UseTilt>0\n1\n1</UseTilt><CTF>', /UseTilt of tilt 1 is neither True nor False: "0"/],
      ['3.5\n7', '3,5\n7', /TS_1\.xml:7: Dose of tilt 2 is no number: "3,5"; .*write 3\.5/],
      [
        '<CTF>',
        grid('Depth="3"', three.replace('1.5', '1,5')),
        /TS_1\.xml:15: the Value of a node of GridCTF .*write 1\.5/,
      ],
      [
        '<CTF>',
        grid('Depth="3"', three.replace('1.5', '')),
        /the Value of a node of GridCTF is no number: it is empty/,
      ],
      [
        '<CTF>',
        grid('Depth="3"', `${node(0, '1')}\n${node(2, '1')}`),
        /TS_1\.xml:14: GridCTF is 1 x 1 x 3 and has 2 nodes/,
      ],
      [
        '<CTF>',
        grid('Depth="3"', three.replace('Z="1"', 'Z="2"')),
        /TS_1\.xml:17: GridCTF has two nodes at the same place/,
      ],
      [
        '<CTF>',
        grid('Depth="3"', three.replace('Z="1"', 'Z="b"')),
        /Z of a node of GridCTF is no whole number: "b"/,
      ],
      ['<CTF>', grid('Depth="3"', three.replace('Z="1"', '')), /Z of a node of GridCTF is no whole number/],
      ['<CTF>', grid('Width="3"', three), /GridCTF has a node at Z = 1, outside its size 3 x 1 x 1/],
      [
        '<CTF>',
        grid('Depth="2"', node(0, '1') + node(1, '1')),
        /TS_1\.xml:14: GridCTF has 2 layers for 3 tilts/,
      ],
      [
        '<CTF>',
        grid('Depth="4"', three + node(3, '1'), 'GridDoseWeights'),
        /GridDoseWeights has 4 layers for 3 tilts/,
      ],
      [
        '<CTF>',
        grid('Depth="4"', three + node(3, '1'), 'GridMovementX'),
        /GridMovementX has 4 layers for 3 tilts/,
      ],
      ['<CTF>', grid('', node(0, '0.4'), 'GridCTFPhase'), /GridCTFPhase has one node for 3 tilts/],
      [
        '<CTF>',
        grid('Duration="2"', node(0, '1').replace('Z=', 'W="1" Z='), 'GridVolumeWarpX'),
        /GridVolumeWarpX is 1 x 1 x 1 x 2 and has 1 nodes/,
      ],
      ['<CTF>', grid('MarginX="0,1"', node(0, '1')), /MarginX of <GridCTF> is no number/],
    ] as const)
      await assert.rejects(series(from, to), message);
  });

  it('of settings, sources and movies are refused, too; a pixel size must be there', async () => {
    const write = async (name: string, text: string): Promise<string> => {
      await writeFile(inFolder(name), text);
      return inFolder(name);
    };
    const settings = (params: string) =>
      write('a.settings', `<Settings>\n<Import>\n${params}\n</Import>\n</Settings>`);
    const source = (params: string) => write('a.source', `<DataSource>\n${params}\n</DataSource>`);
    const param = (name: string, value: string): string => `<Param Name="${name}" Value="${value}" />`;
    for (const [text, message] of [
      [
        param('PixelSize', '8,25'),
        /a\.settings:3: PixelSize of <Import> is no number: "8,25"; .*write 8\.25/,
      ],
      [param('PixelSize', '0'), /a\.settings:3: PixelSize of <Import> is 0, expected more than 0/],
      [param('PixelSize', '1.35 A'), /a\.settings:3: PixelSize of <Import> is no number: "1\.35 A"/],
      [param('DataFolder', 'x'), /a\.settings:2: PixelSize is missing/],
      [`${param('PixelSize', '2')}${param('DoRecursiveSearch', 'on')}`, /neither True nor False: "on"/],
    ] as const)
      await assert.rejects(readSettings(await settings(text)), message);
    const size = param('PixelSize', '2');
    for (const [text, message] of [
      [param('PixelSize', '2,0'), /a\.source:2: PixelSize of <DataSource> is no number/],
      [
        `${size}\n${param('DimensionsX', '4k')}`,
        /a\.source:3: DimensionsX of <DataSource> is no number: "4k"/,
      ],
      [param('Name', 'x'), /a\.source:1: PixelSize is missing/],
    ] as const)
      await assert.rejects(readSource(await source(text)), message);
    const movie = await write(
      'm.xml',
      '<Movie>\n<GridMovementX Depth="2"><Node Z="0" Value="1"/></GridMovementX></Movie>',
    );
    await assert.rejects(
      readFrameSeries(movie),
      /m\.xml:2: GridMovementX is 1 x 1 x 2 and has 1 nodes, expected 2/,
    );
    const head = await write('h.xml', '<TiltSeries CTFResolutionEstimate="6,5"></TiltSeries>');
    await assert.rejects(readSeriesHead(head), /CTFResolutionEstimate is no number: "6,5"/);
  });
});
