package io.visiona.api.start;

import io.visiona.api.agents.IntrospectResource;
import io.visiona.api.http.ErrorMapper;
import io.visiona.api.http.JsonBodyReader;
import io.visiona.api.stop.DrainResource;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.auth.LoginConfig;

/** What only the relay calls, on the internal port, with a service JWT. */
@ApplicationPath("/internal")
@LoginConfig(authMethod = "MP-JWT")
public class InternalApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(ErrorMapper.class, JsonBodyReader.class, IntrospectResource.class, DrainResource.class);
  }
}
