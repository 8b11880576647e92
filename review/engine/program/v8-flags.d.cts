export function v8Flags(version: string): string[];
