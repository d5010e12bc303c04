package io.visiona.standins.bare;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The resources under {@code /bare}. */
@ApplicationPath("/bare")
public class BareApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(BareResource.class);
  }
}
