package io.visiona.shared.membercenter;

import java.net.URI;

/** Joins configured addresses and paths. */
final class Urls {
  private Urls() {}

  /** The path behind a base, which may end with a slash. */
  static URI at(URI base, String path) {
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
  }
}
