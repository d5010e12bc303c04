package io.visiona.tests.signin;

import io.visiona.tests.support.Lasting;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one site of the run for each kind of client, with its provider made correct
 * again.
 */
final class Sites implements ParameterResolver {
  /** The site whose client has a secret; https, and sessions that end soon. */
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Confidential {}

  /** The only address that the site of the public client believes. */
  static final String PROXY = "127.0.0.2";

  /** Time-outs of the confidential site. */
  static final int IDLE_SECONDS = 4;

  static final int ABSOLUTE_SECONDS = 10;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Site.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Site site =
        parameter.isAnnotated(Confidential.class)
            ? Lasting.get(
                context,
                Confidential.class,
                Site.class,
                () -> Site.confidentialClient(shortLived()))
            : Lasting.get(context, Site.class, Site.class, () -> Site.publicClient(behindAProxy()));
    site.restore();
    return site;
  }

  /** One that tells by the standard field whom it calls for. */
  private static Map<String, String> behindAProxy() {
    return Map.of("visiona.trusted-proxies", PROXY, "visiona.trusted-proxies.field", "forwarded");
  }

  /** And one that listens on everything, and for its operators on IPv6 alone. */
  private static Map<String, String> shortLived() {
    return Map.of(
        "visiona.session.idle-timeout",
        IDLE_SECONDS + "s",
        "visiona.session.absolute-timeout",
        ABSOLUTE_SECONDS + "s",
        "visiona.oidc.key-refetch-interval",
        "1s",
        "visiona.bind.host",
        "*",
        "visiona.operations.host",
        "::1");
  }
}
