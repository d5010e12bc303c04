package io.visiona.api.models;

import java.util.UUID;

/**
 * A file that was stored, to be put into its owner's library.
 *
 * @param id under which it was stored, and the model's id
 * @param owner subject of the person
 * @param name as {@link ModelRules#isName} has it
 * @param chip as {@link ModelRules#isChip} has it
 * @param size in bytes
 * @param sha256 64 lower-case hexadecimal digits
 */
record UploadedModel(UUID id, String owner, String name, String chip, long size, String sha256) {

  @Override
  public String toString() {
    return "UploadedModel[" + id + "]";
  }
}
