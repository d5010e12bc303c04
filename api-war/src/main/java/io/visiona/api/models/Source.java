package io.visiona.api.models;

import java.util.Locale;

/** Where a model came from, and with it where its file lies. */
public enum Source {
  /** Made by a conversion; the file is on the file server. */
  CONVERTED,
  /** Uploaded by its owner; the file is in our storage. */
  UPLOADED;

  /** As it is stored and shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Source of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
