package io.visiona.shared.membercenter;

import io.visiona.shared.config.Mode;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The file server, as {@code visiona.file-access.*} describes it: all of it or nothing.
 *
 * @param access empty when nothing is set
 */
public record FileAccessConfig(Optional<FileAccess> access) {
  private static final String MC_BASE_URL = "visiona.file-access.mc-base-url";
  private static final String CLIENT_ID = "visiona.file-access.service-client-id";
  private static final String CLIENT_SECRET = "visiona.file-access.service-client-secret";
  private static final String TENANT = "visiona.file-access.tenant-id";
  private static final String BASE_URL = "visiona.file-access.base-url";
  private static final String TOKEN_TTL = "visiona.file-access.token-ttl";

  private static final List<String> TOGETHER =
      List.of(MC_BASE_URL, CLIENT_ID, CLIENT_SECRET, TENANT, BASE_URL);

  /**
   * Reads, leaving problems in {@code settings}; some of the keys without the others are a problem
   * of each that is missing.
   */
  public static FileAccessConfig from(Settings settings) {
    Duration ttl =
        settings.duration(
            TOKEN_TTL, Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofHours(1));
    List<String> missing = TOGETHER.stream().filter(key -> settings.text(key).isEmpty()).toList();
    if (missing.size() == TOGETHER.size()) {
      return new FileAccessConfig(Optional.empty());
    }
    missing.forEach(key ->
        settings.problem(key, "is missing; all keys of visiona.file-access are set, or none"));
    ClientRegistration registration =
        new ClientRegistration(
            url(settings, MC_BASE_URL),
            settings.text(CLIENT_ID, ""),
            settings.secret(CLIENT_SECRET));
    return new FileAccessConfig(
        Optional.of(
            new FileAccess(registration, settings.text(TENANT, ""), url(settings, BASE_URL), ttl)));
  }

  /** Secrets and download tokens travel there. */
  private static URI url(Settings settings, String key) {
    URI url = settings.url(key, "https://not-configured.invalid");
    boolean production =
        settings.choice("visiona.mode", Mode.PRODUCTION, Mode.class) == Mode.PRODUCTION;
    if (production
        && url.getScheme().equals("http")
        && settings.text(key).orElse("").startsWith("http:")) {
      settings.problem(key, "must be https in production");
    }
    return url;
  }

  /** Throws {@link MemberCenterException.NotConfigured} when nothing is set. */
  public FileAccess required() {
    return access.orElseThrow(
        () -> new MemberCenterException.NotConfigured("visiona.file-access is not configured"));
  }
}
