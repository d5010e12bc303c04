package io.visiona.api.start;

import io.visiona.api.agents.AgentResource;
import io.visiona.api.agents.AgentsResource;
import io.visiona.api.auth.AuthResource;
import io.visiona.api.auth.BackchannelLogoutResource;
import io.visiona.api.auth.SessionsResource;
import io.visiona.api.conversion.ConversionResource;
import io.visiona.api.conversion.ConversionsResource;
import io.visiona.api.http.ErrorMapper;
import io.visiona.api.http.JsonBodyReader;
import io.visiona.api.http.JsonRecordWriter;
import io.visiona.api.models.ModelResource;
import io.visiona.api.models.ModelsResource;
import io.visiona.api.pairing.ExchangeResource;
import io.visiona.api.pairing.PairingTokensResource;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/**
 * Everything below {@code /api}, for browsers and agents. The classes are listed, because what a scan would find belongs to
 * {@link InternalApplication} as well; a test sees to it that none is forgotten.
 */
@ApplicationPath("/api")
public class ApiApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        ErrorMapper.class,
        JsonBodyReader.class,
        JsonRecordWriter.class,
        AgentsResource.class,
        AgentResource.class,
        ConversionsResource.class,
        ConversionResource.class,
        ModelsResource.class,
        ModelResource.class,
        ExchangeResource.class,
        PairingTokensResource.class,
        AuthResource.class,
        BackchannelLogoutResource.class,
        SessionsResource.class);
  }
}
