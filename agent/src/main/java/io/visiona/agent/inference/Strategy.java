package io.visiona.agent.inference;

import java.util.Locale;

/** How a cluster chooses who gets a frame. */
public enum Strategy {
  WEIGHTED,
  LEAST_BUSY;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
