/** Populations, data sources and species between file and record. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import {
  formatPopulation,
  newPopulation,
  readPopulation,
  readPopulationSources,
} from '../../../src/model/population';
import { formatSource, holdsTiltSeries, readSource, seriesXmlPath } from '../../../src/model/source';
import { companion, formatSpecies, readSpecies, withSpecies } from '../../../src/model/species';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const guid = '0b1c2d3e-0000-4000-8000-000000000000';

describe('a population', () => {
  const inFolder = useTemporaryFolder();
  const text = `\ufeff<?xml version="1.0" encoding="utf-8"?>
<Population>
	<Param Name="Name" Value="10491 &amp; more" />
	<Species>
		<Species GUID="797F75C2-0000-4000-8000-000000000000" Path="species/a%20b/apo.species" Color="red" />
	</Species>
	<Sources>
		<Source GUID="${guid}" Path="../warp/10491.source" />
	</Sources>
	<LastRefinementOptions>
		<Param Name="NIterations" Value="3" />
	</LastRefinementOptions>
</Population>`;

  it('finds its species and sources relative to itself', async () => {
    await mkdir(inFolder('species', 'a b'), { recursive: true });
    await writeFile(inFolder('species', 'a b', 'apo.species'), '');
    await writeFile(inFolder('p.population'), text);
    const population = await readPopulation(inFolder('p.population'));
    assert.equal(population.name, '10491 & more');
    assert.deepEqual(population.species, [
      { guid: '797f75c2-0000-4000-8000-000000000000', path: inFolder('species', 'a b', 'apo.species') },
    ]);
    assert.equal(population.sources[0].path, inFolder('..', 'warp', '10491.source'));
  });

  it('comes back byte for byte, and with only its new entry added', async () => {
    await writeFile(inFolder('p.population'), text);
    const population = await readPopulation(inFolder('p.population'));
    assert.equal(formatPopulation(population), text);
    const more = { guid: 'ffff', path: inFolder('s', 'x y.species') };
    assert.equal(
      formatPopulation({ ...population, species: [...population.species, more] }),
      text.replace('Color="red" />', 'Color="red" />\n\t\t<Species GUID="ffff" Path="s/x%20y.species" />'),
    );
  });

  it('is written from nothing in the layout of M', () => {
    const population = newPopulation(inFolder('p.population'), 'p');
    const sources = [{ guid, path: inFolder('a.source') }];
    assert.equal(
      formatPopulation({ ...population, sources }),
      '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<Population>\n\t<Param Name="Name" Value="p" />\n\t<Species />\n' +
        `\t<Sources>\n\t\t<Source GUID="${guid}" Path="a.source" />\n\t</Sources>\n</Population>`,
    );
  });

  it('that does not exist is an error and stays that way', async () => {
    await assert.rejects(
      readPopulation(inFolder('none.population')),
      /none\.population: cannot read the file, there is no such/,
    );
    assert.equal(existsSync(inFolder('none.population')), false);
  });

  it('refuses a source that is another one by its GUID', async () => {
    await writeFile(
      inFolder('a.source'),
      '<DataSource><Param Name="GUID" Value="other"/><Param Name="PixelSize" Value="2"/></DataSource>',
    );
    const population = {
      ...newPopulation(inFolder('p'), 'p'),
      sources: [{ guid, path: inFolder('a.source') }],
    };
    await assert.rejects(
      readPopulationSources(population),
      /a\.source: its GUID other does not match 0b1c2d3e/,
    );
  });
});

describe('a data source', () => {
  const inFolder = useTemporaryFolder();
  // The order of Params is not stable in real files.
  const text = `\ufeff<?xml version="1.0" encoding="utf-8"?>
<DataSource>
	<Param Name="DefectsPath" Value="" />
	<Param Name="PixelSize" Value="0.78940" />
	<Param Name="GUID" Value="${guid}" />
	<Param Name="Version" Value="2jmj7l5rSw0yVb-vlWAYkK-YBwk" />
	<Param Name="DontVersion" Value="False" />
	<Param Name="PreviousVersion" Value="" />
	<Param Name="Name" Value="1.0" />
	<Param Name="RelativeWeight" Value="1" />
	<Param Name="RelativeBFactor" Value="0,0,0" />
	<Param Name="DimensionsX" Value="4400" />
	<Param Name="DimensionsY" Value="6000" />
	<Param Name="DimensionsZ" Value="1000" />
	<Param Name="FrameLimit" Value="41" />
	<Param Name="GainFlipX" Value="False" />
	<Param Name="GainFlipY" Value="true" />
	<Param Name="GainTranspose" Value="False" />
	<Param Name="DosePerAngstromFrame" Value="-2.64" />
	<Param Name="EERGroupFrames" Value="-40" />
	<Param Name="GainPath" Value="../gain_ref.mrc" />
	<UsedSpecies />
	<Files>
		<File Hash="VXYAdzdQV8LlVdf5vecBhTZuSX8" Name="TS_1.tomostar" Weight="0.5" />
		<File Hash="GYXBUHTacWsA-xs_qCrnUei_G90" Name="TS_27.tomostar" />
	</Files>
</DataSource>`;

  it('is read, and comes back byte for byte', async () => {
    await writeFile(inFolder('a.source'), text);
    const source = await readSource(inFolder('a.source'));
    assert.equal(source.pixelSize, 0.7894);
    assert.deepEqual(source.dimensions, [4400, 6000, 1000]);
    assert.equal(source.gainFlipY, true);
    assert.equal(source.gainPath, inFolder('..', 'gain_ref.mrc'));
    assert.equal(source.files[1].name, 'TS_27.tomostar');
    assert.equal(holdsTiltSeries(source), true);
    assert.equal(seriesXmlPath(source, 'TS_27.tomostar'), inFolder('TS_27.xml'));
    assert.equal(formatSource(source), text);
  });

  it('changes in place', async () => {
    await writeFile(inFolder('a.source'), text);
    const source = await readSource(inFolder('a.source'));
    const changed = { ...source, version: 'new', files: source.files.slice(0, 1) };
    assert.equal(
      formatSource(changed),
      text.replace('2jmj7l5rSw0yVb-vlWAYkK-YBwk', 'new').replace(/\n\t\t<File Hash="GYX.*/, ''),
    );
  });
});

describe('a species', () => {
  const inFolder = useTemporaryFolder();

  it('takes the defaults of M for what is missing, and refuses what cannot be read', async () => {
    const params = '<Param Name="PixelSize" Value="1e-5"/>';
    await writeFile(inFolder('a.species'), `<Species>${params}<Param Name="Name" Value="HIV 1"/></Species>`);
    const species = await readSpecies(inFolder('a.species'));
    assert.deepEqual(
      [
        species.diameter,
        species.symmetry,
        species.temporalSamples,
        species.globalResolution,
        species.applyDenoising,
      ],
      [50, 'C1', 1, -1, true],
    );
    assert.equal(companion(species, '_half1.mrc'), inFolder('HIV1_half1.mrc'));
    for (const [name, value, message] of [
      ['DiameterAngstrom', '12.5', /a\.species:2: DiameterAngstrom of <Species> is no whole number: "12\.5"/],
      [
        'PixelSize',
        '8,25',
        /a\.species:2: PixelSize .* no number: "8,25"; decimals stand after a point: write 8\.25/,
      ],
      ['PixelSize', '', /PixelSize of <Species> is no number: it is empty/],
      ['DontVersion', 'yes', /DontVersion of <Species> is neither True nor False: "yes"/],
    ] as const) {
      await writeFile(inFolder('a.species'), `<Species>\n<Param Name="${name}" Value="${value}"/></Species>`);
      await assert.rejects(readSpecies(inFolder('a.species')), message);
    }
  });

  it('is written with the same number of samples for movement and rotation', async () => {
    await writeFile(inFolder('a.species'), '<Species><Unknown a="1"/></Species>');
    const species = await readSpecies(inFolder('a.species'));
    const text = formatSpecies(
      withSpecies(species, { temporalSamples: 2, globalResolution: 3.25, applyDenoising: false }),
    );
    for (const [name, value] of [
      ['TemporalResolutionMovement', 2],
      ['TemporalResolutionRotation', 2],
      ['GlobalResolution', 3.25],
      ['ApplyDenoising', 'False'],
    ])
      assert.ok(text.includes(`<Param Name="${name}" Value="${value}" />`), String(name));
    assert.ok(text.includes('<Unknown a="1" />'));
  });
});
