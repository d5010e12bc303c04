package io.visiona.api.server.start;

import io.visiona.api.agents.IntrospectResource;
import io.visiona.api.agents.relay.RelaysResource;
import io.visiona.api.http.EncodedBodies;
import io.visiona.api.http.ErrorMapper;
import io.visiona.api.http.JsonBodyReader;
import io.visiona.api.platform.drain.DrainResource;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.auth.LoginConfig;

/** What only the relay and operators call, on the internal port, with a service JWT. */
@ApplicationPath("/internal")
@LoginConfig(authMethod = "MP-JWT")
public class InternalApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        EncodedBodies.class,
        ErrorMapper.class,
        JsonBodyReader.class,
        IntrospectResource.class,
        DrainResource.class,
        RelaysResource.class);
  }
}
