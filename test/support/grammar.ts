/** Tokenises text by the extension's grammars, with the libraries that VS Code uses. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

export interface Token {
  readonly text: string;
  /** Innermost last. */
  readonly scopes: readonly string[];
}

/** The grammars that stand in package.json. */
interface Contribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

/**
 * With what the extension adds to it.
 * @param file path of the grammar from the repository's root
 */
export async function grammar(file: string): Promise<(text: string) => readonly (readonly Token[])[]> {
  const source = readFileSync(file, 'utf8');
  const { scopeName } = JSON.parse(source) as { scopeName: string };
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { grammars: readonly Contribution[] };
  };
  const ours = contributes.grammars;
  const require = createRequire(path.resolve('package.json'));
  const wasm = path.join(path.dirname(require.resolve('vscode-oniguruma')), 'onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text) => oniguruma.createOnigString(text),
    }),
    loadGrammar(scope) {
      const found = scope === scopeName ? file : ours.find((one) => one.scopeName === scope)?.path;
      return Promise.resolve(
        found === undefined ? null : textmate.parseRawGrammar(readFileSync(found, 'utf8'), found),
      );
    },
    getInjections: (scope) =>
      ours.filter(({ injectTo }) => injectTo?.includes(scope)).map((one) => one.scopeName),
  });
  const loaded = await registry.loadGrammar(scopeName);
  if (loaded === null) throw new Error(`no grammar ${scopeName}`);
  return (text) => {
    let state = textmate.INITIAL;
    return text.split(/\r?\n/).map((line) => {
      const { tokens, ruleStack } = loaded.tokenizeLine(line, state);
      state = ruleStack;
      return tokens.map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex),
        scopes,
      }));
    });
  };
}
