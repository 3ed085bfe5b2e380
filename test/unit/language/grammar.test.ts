/** What the grammars call each part of a file; the carets stand under the part, the scope behind them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { decodeXml } from '../../../src/formats/xml';
import { grammar, type Token } from '../../support/grammar';
import { filesUnder } from '../../support/imports';

type Tokenise = Awaited<ReturnType<typeof grammar>>;

/** Lines that begin with `~` hold carets about the line above, and the innermost scope that it has there. */
function check(tokenise: Tokenise, annotated: string): void {
  const lines = annotated.split('\n');
  const code = lines.filter((line) => !line.startsWith('~'));
  const tokens = tokenise(code.join('\n'));
  let at = -1;
  for (const line of lines) {
    const carets = /^~(\s*)(\^+)\s+(\S+)$/.exec(line);
    if (carets === null) {
      at++;
      continue;
    }
    const start = carets[1].length + 1;
    const end = start + carets[2].length;
    const wanted = carets[3];
    for (let column = start; column < end; column++) {
      const scopes = tokenAt(tokens[at], column)?.scopes ?? [];
      assert.ok(
        scopes.at(-1) === wanted,
        `column ${column} of “${code[at]}” is ${scopes.join(' ')}, not ${wanted}`,
      );
    }
  }
}

function tokenAt(tokens: readonly Token[], column: number): Token | undefined {
  let end = 0;
  return tokens.find(({ text }) => (end += text.length) > column);
}

describe('The grammar of STAR files', () => {
  let tokenise: Tokenise;
  before(async () => {
    tokenise = await grammar('syntaxes/star.tmLanguage.json');
  });

  it('names blocks, loops, labels and comments', () =>
    check(
      tokenise,
      ` # version 50001
~^^^^^^^^^^^^^^^ comment.line.number-sign.star
 data_particles
~^^^^^ keyword.control.block.star
~     ^^^^^^^^^ entity.name.section.star
 loop_
~^^^^^ keyword.control.loop.star
 _rlnCoordinateX #12
~^^^^^^^^^^^^^^^ variable.other.column.star
~                ^^^ comment.line.number-sign.star
 _rlnFinalResolution   7.5
~^^^^^^^^^^^^^^^^^^^ variable.other.column.star
~                      ^^^ constant.numeric.star`,
    ));

  it('names the values of RELION, of M and of hand-made files', () =>
    check(
      tokenise,
      ` TS_01 -1.5e+02 .5 000012@Extract/a.mrcs F:/WM/a.mrc tomo_ts01.mrc None # the last one
~^^^^^ string.unquoted.star
~      ^^^^^^^^ constant.numeric.star
~               ^^ constant.numeric.star
~                  ^^^^^^^^^^^^^^^^^^^^^ string.unquoted.file.star
~                                        ^^^^^^^^^^^ string.unquoted.file.star
~                                                    ^^^^^^^^^^^^^ string.unquoted.file.star
~                                                                  ^^^^ constant.language.star
~                                                                       ^^^^^^^^^^^^^^ comment.line.number-sign.star
 "a b" '' null 5' it's [0,1,1] -inf
~^^^^^ string.quoted.double.star
~      ^^ string.quoted.single.star
~         ^^^^ constant.language.star
~              ^^ string.unquoted.star
~                 ^^^^ string.unquoted.star
~                      ^^^^^^^ string.unquoted.star
~                              ^^^^ constant.language.star`,
    ));

  it('names a quote that nothing closes', () =>
    check(
      tokenise,
      ` 1.5 'my file.mrc 3
~    ^^^^^^^^^^^^^^ invalid.illegal.open-quote.star`,
    ));

  it('finds nothing invalid in real files of any dialect', () => {
    const files = filesUnder('test/fixtures', /\.(star|tomostar)$/);
    assert.ok(files.length > 25);
    for (const file of files) assert.deepEqual(invalid(tokenise(readFileSync(file, 'utf8'))), [], file);
  });
});

describe('The grammar of settings and project files', () => {
  let tokenise: Tokenise;
  before(async () => {
    tokenise = await grammar('syntaxes/warp-settings.tmLanguage.json');
  });

  it('names parameters and their values', () =>
    check(
      tokenise,
      ` <Param Name="PixelSize" Value="0.83" />
~ ^^^^^ entity.name.tag.xml
~       ^^^^ entity.other.attribute-name.xml
~             ^^^^^^^^^ entity.name.function.param.warp-settings
~                               ^^^^ constant.numeric.warp-settings
 <Param Name="GainFlipX" Value="True" />
~                               ^^^^ constant.language.boolean.warp-settings
 <Species GUID="797f75c2" Path="a.species" /> <!-- ours -->
~ ^^^^^^^ entity.name.tag.xml
~                               ^^^^^^^^^ string.quoted.double.xml
~                                                 ^^^^ comment.block.xml`,
    ));

  it('finds nothing invalid in real files', () => {
    for (const file of filesUnder('test/fixtures/warp', /\.xml$/))
      assert.deepEqual(invalid(tokenise(decodeXml(readFileSync(file)))), [], file);
  });
});

describe('The grammar of series, on top of VS Code’s own for XML', () => {
  const require = createRequire(path.resolve('package.json'));
  const vscode = path.join(path.dirname(require.resolve('code-server/package.json')), 'lib', 'vscode');
  let tokenise: Tokenise;
  before(async () => {
    tokenise = await grammar(path.join(vscode, 'extensions', 'xml', 'syntaxes', 'xml.tmLanguage.json'));
  });

  it('names parameters, grids, lists and their values', () =>
    check(
      tokenise,
      ` <?xml version="1.0" encoding="utf-8"?>
~  ^^^ entity.name.tag.xml
 <TiltSeries DataDirectory="" Bfactor="-1.5E-05"
~ ^^^^^^^^^^ entity.name.tag.xml
~            ^^^^^^^^^^^^^ entity.other.attribute-name.xml
~                                      ^^^^^^^^ constant.numeric.warp-settings
   MagnificationCorrection="1, 0, 0, 1" UnselectFilter="False">
~                           ^^^^^^^^^^ constant.numeric.warp-settings
~                                                       ^^^^^ constant.language.boolean.warp-settings
 <Angles>-57
~ ^^^^^^ entity.name.tag.xml
~        ^^^ constant.numeric.warp-settings
 2.99</Angles>
~^^^^ constant.numeric.warp-settings
 <UseTilt>True</UseTilt>
~         ^^^^ constant.language.boolean.warp-settings
 <MoviePath>../frames/TS 1_000.mrc</MoviePath>
~           ^^^^^^^^^^^^^^^^^^^^^^ string.unquoted.file.warp-settings
 <PS1D>0|2.5;0.1|3</PS1D>
~      ^ constant.numeric.warp-settings
~        ^^^ constant.numeric.warp-settings
 <CTF><Param Name="Voltage" Value="300" /></CTF>
~                  ^^^^^^^ entity.name.function.param.warp-settings
~                                  ^^^ constant.numeric.warp-settings
 <GridMovementX Width="1" Height="1" Depth="2">
~ ^^^^^^^^^^^^^ entity.name.type.grid.warp-settings
~                      ^ constant.numeric.warp-settings
 <Node X="0" Y="0" Z="1" Value="-0.25" />
~ ^^^^ entity.name.tag.xml
~         ^ constant.numeric.warp-settings
~                               ^^^^^ constant.numeric.warp-settings
 </GridMovementX>
~  ^^^^^^^^^^^^^ entity.name.type.grid.warp-settings
 </TiltSeries>
~  ^^^^^^^^^^ entity.name.tag.xml`,
    ));

  it('leaves other XML as it is', () =>
    check(
      tokenise,
      ` <project><Param Name="a" Value="1" /></project>
~                                ^ string.quoted.double.xml`,
    ));

  it('colors every Param and every node of a real series, and finds nothing invalid', () => {
    for (const file of filesUnder('test/fixtures/warp', /\.xml$/)) {
      const text = decodeXml(readFileSync(file));
      const tokens = tokenise(text);
      assert.deepEqual(invalid(tokens), [], file);
      const count = (scope: string): number =>
        tokens.flat().filter(({ scopes }) => scopes.at(-1) === scope).length;
      assert.equal(
        count('entity.name.function.param.warp-settings'),
        text.match(/<Param /g)?.length ?? 0,
        file,
      );
      assert.ok(count('constant.numeric.warp-settings') >= (text.match(/<Node /g)?.length ?? 0), file);
    }
  });
});

function invalid(lines: readonly (readonly Token[])[]): readonly string[] {
  return lines
    .flat()
    .filter(({ scopes }) => scopes.some((scope) => scope.startsWith('invalid')))
    .map(({ text }) => text);
}
