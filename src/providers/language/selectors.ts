/** Which documents the language part is for. */
import type * as vscode from 'vscode';

export const starFiles: vscode.DocumentSelector = { language: 'star' };
export const xmlFiles: vscode.DocumentSelector = [
  { language: 'warp-settings' },
  { language: 'xml', pattern: '**/*.xml' },
];
export const allFiles: vscode.DocumentSelector = [starFiles, ...xmlFiles].flat();
