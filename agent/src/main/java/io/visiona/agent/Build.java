package io.visiona.agent;

import java.util.Locale;

/** What this build calls itself. */
final class Build {
  private Build() {}

  static String version() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** For the {@code User-Agent} header; the relay shows it to the agent's owner. */
  static String userAgent() {
    return "visiona-agent/" + version() + " (" + platform().replace('/', ' ') + "; java)";
  }

  /** Operating system and processor, such as {@code linux/amd64}. */
  static String platform() {
    return word("os.name") + "/" + word("os.arch");
  }

  private static String word(String property) {
    String value = System.getProperty(property, "unknown");
    return value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "");
  }
}
