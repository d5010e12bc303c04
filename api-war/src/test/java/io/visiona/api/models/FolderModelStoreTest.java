package io.visiona.api.models;

import java.nio.file.Path;

/** Files in a folder. */
final class FolderModelStoreTest extends ModelStoreContract {
  @Override
  ModelStore files() {
    return new FolderModelStore(folder);
  }

  @Override
  Path spool() {
    return folder;
  }

  @Override
  ModelStore other() {
    return new FolderModelStore(folder);
  }
}
