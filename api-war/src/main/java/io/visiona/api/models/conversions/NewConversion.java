package io.visiona.api.models.conversions;

import io.visiona.api.models.converter.Chip;

/**
 * What a person asks for, before the file itself.
 *
 * @param owner the person's subject
 * @param name 1 to 100 characters
 * @param chip what the model is for
 */
public record NewConversion(String owner, String name, Chip chip) {

  /** Never prints whose it is. */
  @Override
  public String toString() {
    return "NewConversion[" + chip + "]";
  }
}
