package io.visiona.api.models;

import io.visiona.shared.membercenter.ObjectKeys;
import java.util.UUID;

/**
 * What a conversion made, to be put into its owner's library. A part that is not as described here
 * is an IllegalArgumentException, whose message does not repeat it.
 *
 * @param conversionId of one conversion there is at most one model
 * @param owner subject of the person
 * @param name as {@link ModelRules#isName} has it
 * @param chip as {@link ModelRules#isChip} has it
 * @param size in bytes, not negative
 * @param sha256 of the file, 64 lower-case hexadecimal digits
 * @param objectKey where the file server has it, as the converter said; {@linkplain
 *     ObjectKeys#isUsable usable}
 */
public record ConvertedModel(
    UUID conversionId,
    String owner,
    String name,
    String chip,
    long size,
    String sha256,
    String objectKey) {

  public ConvertedModel {
    require(!owner.isBlank(), "owner");
    require(ModelRules.isName(name), "name");
    require(ModelRules.isChip(chip), "chip");
    require(size >= 0, "size");
    require(ModelRules.isSha256(sha256), "sha256");
    require(ObjectKeys.isUsable(objectKey), "object key");
  }

  private static void require(boolean good, String part) {
    if (!good) {
      throw new IllegalArgumentException("the " + part + " of a converted model is not usable");
    }
  }

  /** Prints neither person nor object. */
  @Override
  public String toString() {
    return "ConvertedModel[" + conversionId + "]";
  }
}
