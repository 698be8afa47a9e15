/** Why the embedded stores cannot run in their folder, for whoever starts the product: what is wrong and what to do. */

/** `message` names the folder and the remedy. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/** An error of the stores' own start keeps its words; one of the file system gets some. */
export function explainFolder(error: unknown, folder: string): DataFolderError {
  const { code, message } = error as NodeJS.ErrnoException;
  const isOfFiles = typeof code === 'string' && /^E[A-Z]+$/.test(code);
  const words = isOfFiles
    ? `the data folder ${folder} cannot be used (${code}): set DATA_DIR to a folder that this user may write, or DATABASE_URL and REDIS_URL to servers of yours`
    : message;
  return new DataFolderError(words, { cause: error });
}
