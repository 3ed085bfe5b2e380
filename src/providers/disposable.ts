/** Whoever opens something closes it: what is registered goes when its owner goes. */
import type * as vscode from 'vscode';

export abstract class Disposable implements vscode.Disposable {
  private readonly owned: vscode.Disposable[] = [];

  protected register<T extends vscode.Disposable>(item: T): T {
    this.owned.push(item);
    return item;
  }

  dispose(): void {
    for (const item of this.owned.splice(0).toReversed()) item.dispose();
  }
}
