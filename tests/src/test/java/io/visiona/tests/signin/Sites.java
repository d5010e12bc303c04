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

/** Gives tests the one site of the run for each kind of client, with its provider made correct again. */
final class Sites implements ParameterResolver {
  /** The site whose client has a secret; https, and sessions that end soon. */
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Confidential {}

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
            ? Lasting.get(context, Confidential.class, Site.class, () -> Site.confidentialClient(shortLived()))
            : Lasting.get(context, Site.class, Site.class, () -> Site.publicClient(Map.of()));
    site.restore();
    return site;
  }

  private static Map<String, String> shortLived() {
    return Map.of(
        "visiona.session.idle-timeout", IDLE_SECONDS + "s",
        "visiona.session.absolute-timeout", ABSOLUTE_SECONDS + "s");
  }
}
