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

/** @param file path of the grammar from the repository's root */
export async function grammar(file: string): Promise<(text: string) => readonly (readonly Token[])[]> {
  const source = readFileSync(file, 'utf8');
  const { scopeName } = JSON.parse(source) as { scopeName: string };
  const require = createRequire(path.resolve('package.json'));
  const wasm = path.join(path.dirname(require.resolve('vscode-oniguruma')), 'onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text) => oniguruma.createOnigString(text),
    }),
    loadGrammar: (scope) =>
      Promise.resolve(scope === scopeName ? textmate.parseRawGrammar(source, file) : null),
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
