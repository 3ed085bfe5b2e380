/** Settings, populations, sources, species and series: what is found, said, offered and complained about. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { decodeXml } from '../../../src/formats/xml';
import { parseBool, parseNumber, parseNumbers } from '../../../src/formats/xmlNumbers';
import { readSettings } from '../../../src/formats/settings';
import type { ParamTable } from '../../../src/formats/params/param';
import { sourceSchema, speciesSchema } from '../../../src/formats/params/project';
import { schemas } from '../../../src/formats/params/schemas';
import { settingsSchema } from '../../../src/formats/params/settings';
import { xmlSuggestions } from '../../../src/language/xml/complete';
import { referenceFindings, xmlFindings, type XmlCode } from '../../../src/language/xml/findings';
import { xmlHover } from '../../../src/language/xml/hover';
import { checkParam } from '../../../src/language/xml/paramCheck';
import { xmlOutline } from '../../../src/language/xml/outline';
import { moviePathOn, ownGuid, xmlReferences } from '../../../src/language/xml/references';
import { attributeOf, indexXml } from '../../../src/language/xml/xmlIndex';
import { readSource } from '../../../src/model/source';
import { readSpecies } from '../../../src/model/species';
import { applyFix } from '../../support/edits';
import { filesUnder } from '../../support/imports';
import { useSuiteFolder } from '../../support/temporaryFolder';

const settings = (name: string, value: string): string =>
  `<Settings>\n\t<Import>\n\t\t<Param Name="${name}" Value="${value}" />\n\t</Import>\n</Settings>`;
const species = (...params: readonly string[]): string => `<Species>\n${params.join('\n')}\n</Species>`;

interface Case {
  readonly code: XmlCode;
  readonly wrong: string;
  readonly right: string;
  /** `wrong` after its first quick fix. */
  readonly fixed?: string;
}

const cases: readonly Case[] = [
  {
    code: 'exponent',
    wrong: settings('PixelSize', '8.3E-01'),
    right: settings('PixelSize', '0.83'),
    fixed: settings('PixelSize', '0.83'),
  },
  {
    code: 'not-a-boolean',
    wrong: settings('GainFlipX', '1'),
    right: settings('GainFlipX', 'true'),
    fixed: settings('GainFlipX', 'True'),
  },
  {
    code: 'not-a-number',
    wrong: settings('EERGroupFrames', '10.0'),
    right: settings('EERGroupFrames', '-40'),
    fixed: settings('EERGroupFrames', '10'),
  },
  { code: 'out-of-range', wrong: settings('PixelSize', '0'), right: settings('PixelSize', '') },
  {
    code: 'unknown-param',
    wrong: settings('PixelSise', '1'),
    right: settings('BinTimes', '1'),
    fixed: settings('PixelSize', '1'),
  },
  {
    code: 'duplicate-param',
    wrong: species('<Param Name="Name" Value="a" />', '<Param Name="Name" Value="b" />'),
    right: species('<Param Name="Name" Value="a" />'),
    fixed: species('<Param Name="Name" Value="a" />', ''),
  },
  {
    code: 'wrong-count',
    wrong: '<TiltSeries MagnificationCorrection="1, 1" />',
    right: '<TiltSeries MagnificationCorrection="1, 0, 0, 1" />',
  },
  {
    code: 'old-count',
    wrong: '<TiltSeries MagnificationCorrection="1, 1, 0" />',
    right: '<TiltSeries MagnificationCorrection="1, 0, 0, 1" />',
    fixed: '<TiltSeries MagnificationCorrection="1, 0, 0, 1" />',
  },
  {
    code: 'uneven-lists',
    wrong: '<TiltSeries><Angles>1\n2</Angles><Dose>1</Dose></TiltSeries>',
    right: '<TiltSeries><Angles>1\n2</Angles><Dose>1\n2</Dose></TiltSeries>',
  },
  { code: 'malformed', wrong: '<Settings><Import></Settings>', right: '<Settings><Import /></Settings>' },
  { code: 'malformed', wrong: '<Settings><Import>', right: '<Settings><!-- < --></Settings>' },
];

describe('A finding in an XML file', () => {
  for (const { code, wrong, right, fixed } of cases)
    it(`${code}: ${JSON.stringify(wrong)}`, () => {
      const found = xmlFindings(indexXml(wrong));
      assert.deepEqual(
        found.map((finding) => finding.code),
        [code],
      );
      assert.deepEqual(xmlFindings(indexXml(right)), []);
      if (fixed !== undefined) assert.equal(applyFix(wrong, found[0].fixes[0]), fixed);
    });

  const population = `<Population>
	<Species>
		<Species GUID="797F75C2-0000-4000-8000-000000000000" Path="species/a.species" />
	</Species>
</Population>`;

  it('guid-mismatch and missing-file: from what lies where a reference leads', () => {
    const references = xmlReferences(indexXml(population));
    assert.deepEqual(
      references.map((reference) => reference.path),
      ['species/a.species'],
    );
    const codes = (target: Parameters<typeof referenceFindings>[1][number]) =>
      referenceFindings(references, [target]).map(({ code }) => code);
    assert.deepEqual(codes(null), ['missing-file']);
    assert.deepEqual(codes({ guid: '797f75c2-0000-4000-8000-000000000000' }), []);
    assert.deepEqual(codes({}), []);
    const other = '00000000-0000-4000-8000-000000000000';
    const [mismatch] = referenceFindings(references, [{ guid: other }]);
    assert.equal(mismatch.code, 'guid-mismatch');
    assert.ok(applyFix(population, mismatch.fixes[0]).includes(`GUID="${other}" Path`));
  });

  it('missing-file: not for a gain that is not used', () => {
    const text = (used: string) =>
      `<Settings><Import><Param Name="GainPath" Value="g.mrc"/><Param Name="CorrectGain" Value="${used}"/></Import></Settings>`;
    const complaints = (used: string) =>
      referenceFindings(xmlReferences(indexXml(text(used))), [null]).length;
    assert.deepEqual([complaints('True'), complaints('False')], [1, 0]);
  });

  it('comes up in no real file', () => {
    for (const file of filesUnder('test/fixtures/warp', /\.xml$/))
      assert.deepEqual(xmlFindings(indexXml(decodeXml(readFileSync(file)))), [], file);
  });
});

describe('The index of an XML file', () => {
  const text = decodeXml(readFileSync('test/fixtures/warp/TS_1.xml'));
  const index = indexXml(text);

  it('has every element but grid nodes, which it counts', () => {
    const warp = index.elements.find(({ name }) => name === 'GridMovementX');
    assert.equal(warp?.nodes, 6 * 4 * 41);
    assert.equal(index.elements.filter(({ name }) => name === 'Node').length, 0);
    assert.equal(index.elements.find(({ name }) => name === 'Angles')?.textLines, 41);
    assert.equal(index.malformed, undefined);
  });

  it('tells where values stand', () => {
    const lines = text.split('\n');
    for (const item of index.elements)
      for (const { value, line, valueStart, valueEnd } of item.attributes)
        assert.equal(lines[line].slice(valueStart, valueEnd), value);
    assert.equal(attributeOf(indexXml('<a b="&lt;&amp;"/>').elements[0], 'b')?.value, '<&');
  });

  it('makes an outline with the sizes of grids', () => {
    const [root] = xmlOutline(index);
    assert.equal(root.children.find(({ name }) => name === 'GridMovementX')?.detail, '6 × 4 × 41');
    assert.equal(root.children.find(({ name }) => name === 'Angles')?.detail, '41 lines');
  });

  it('finds the tilt movie on a line', () => {
    const lines = [
      '<TiltSeries>',
      '<MoviePath>../frames/1.tif',
      '../frames/2.tif</MoviePath>',
      '</TiltSeries>',
    ];
    const small = indexXml(lines.join('\n'));
    assert.deepEqual(
      lines.map((line, i) => moviePathOn(small, i, line)?.path),
      [undefined, '../frames/1.tif', '../frames/2.tif', undefined],
    );
    assert.equal(moviePathOn(small, 1, lines[1])?.start, 11);
  });

  it('finds the GUID that a file says of itself', () => {
    assert.equal(ownGuid(species('<Param Name="GUID" Value="ABC" />')), 'abc');
    assert.equal(ownGuid('<Species/>'), undefined);
  });
});

describe('Help with parameters', () => {
  const text = settings('PixelSize', '1.35');
  const line = text.split('\n')[2];

  it('says type, unit, default and range', () => {
    const markdown = xmlHover(indexXml(text), 2, line.indexOf('1.35'))?.markdown ?? '';
    assert.match(markdown, /\*\*PixelSize\*\* · Å\/px\n\nPixel size of the raw data/);
    assert.match(markdown, /Type: decimal without exponent, default: `1\.35`, range: above 0/);
    assert.match(xmlHover(indexXml(text), 1, 4)?.markdown ?? '', /Where the data are/);
  });

  it('offers the parameters that are not there yet, and values', () => {
    const index = indexXml(text.replace('\t</Import>', '\n\t</Import>'));
    const offered = xmlSuggestions(index, 3, '\t\t<');
    assert.ok(!offered.some(({ label }) => label === 'PixelSize'));
    assert.equal(
      offered.find(({ label }) => label === 'BinTimes')?.insert,
      '<Param Name="BinTimes" Value="0" />',
    );
    assert.deepEqual(
      xmlSuggestions(index, 3, '<Param Name="GainFlipX" Value="').map(({ insert }) => insert),
      ['True', 'False'],
    );
    assert.ok(xmlSuggestions(index, 3, '<Param Name="Ex').some(({ insert }) => insert === 'Extension'));
  });
});

describe('The tables of parameters', () => {
  it('have defaults that their own checks let pass', () => {
    for (const { elements, title } of schemas)
      for (const [element, { params = {}, attributes = {} }] of Object.entries(elements))
        for (const [name, param] of [...Object.entries(params), ...Object.entries(attributes)])
          assert.equal(checkParam(param, param.missing), undefined, `${title} ${element} ${name}`);
  });

  describe('have the defaults of the readers', () => {
    const inFolder = useSuiteFolder();
    const file = (name: string, root: string, content = ''): string => {
      const written = inFolder(name);
      writeFileSync(written, `<${root}>${content}</${root}>`);
      return written;
    };
    // Neither is read without a pixel size.
    const pixelSize = '<Param Name="PixelSize" Value="2" />';
    const compare = (table: ParamTable | undefined, read: Readonly<Record<string, unknown>>): void => {
      for (const [name, value] of Object.entries(read)) {
        const param = table?.[name];
        assert.ok(param !== undefined, name);
        const missing =
          typeof value === 'boolean'
            ? parseBool(param.missing)
            : typeof value === 'number'
              ? parseNumber(param.missing)
              : Array.isArray(value)
                ? parseNumbers(param.missing)
                : param.missing;
        assert.deepEqual(missing, value, name);
      }
    };

    it('settings', async () => {
      const read = await readSettings(file('empty.settings', 'Settings', `<Import>${pixelSize}</Import>`));
      const [x, y, z] = read.dimensions;
      compare(settingsSchema.elements.Tomo.params, { DimensionsX: x, DimensionsY: y, DimensionsZ: z });
      compare(settingsSchema.elements.Import.params, {
        DataFolder: read.dataFolder,
        ProcessingFolder: read.processingFolder,
        DoRecursiveSearch: read.recursive,
        Extension: read.extension,
        GainPath: read.gainPath,
        GainFlipX: read.gainFlipX,
        GainFlipY: read.gainFlipY,
        GainTranspose: read.gainTranspose,
        DosePerAngstromFrame: read.dosePerFrame,
        EERGroupFrames: read.eerGroupFrames,
      });
    });

    it('data source', async () => {
      const read = await readSource(file('empty.source', 'DataSource', pixelSize));
      const [x, y, z] = read.dimensions;
      compare(sourceSchema.elements.DataSource.params, {
        Name: read.name,
        DontVersion: read.dontVersion,
        DimensionsX: x,
        DimensionsY: y,
        DimensionsZ: z,
        FrameLimit: read.frameLimit,
        GainFlipX: read.gainFlipX,
        GainFlipY: read.gainFlipY,
        GainTranspose: read.gainTranspose,
        DosePerAngstromFrame: read.dosePerFrame,
        EERGroupFrames: read.eerGroupFrames,
      });
    });

    it('species', async () => {
      const read = await readSpecies(file('empty.species', 'Species'));
      compare(speciesSchema.elements.Species.params, {
        Name: read.name,
        PixelSize: read.pixelSize,
        DiameterAngstrom: read.diameter,
        Symmetry: read.symmetry,
        HelicalUnits: read.helicalUnits,
        HelicalTwist: read.helicalTwist,
        HelicalRise: read.helicalRise,
        HelicalHeight: read.helicalHeight,
        TemporalResolutionMovement: read.temporalSamples,
        GlobalResolution: read.globalResolution,
        GlobalBFactor: read.globalBfactor,
        ApplyDenoising: read.applyDenoising,
        DoEwald: read.doEwald,
        EwaldReverse: read.ewaldReverse,
      });
    });
  });
});
