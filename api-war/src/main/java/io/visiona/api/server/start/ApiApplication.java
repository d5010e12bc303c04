package io.visiona.api.server.start;

import io.visiona.api.agents.AgentResource;
import io.visiona.api.agents.AgentsResource;
import io.visiona.api.agents.pairing.ExchangeResource;
import io.visiona.api.agents.pairing.PairingTokensResource;
import io.visiona.api.devices.DevicesResource;
import io.visiona.api.events.EventsResource;
import io.visiona.api.http.EncodedBodies;
import io.visiona.api.http.ErrorMapper;
import io.visiona.api.http.JsonBodyReader;
import io.visiona.api.http.JsonRecordWriter;
import io.visiona.api.identity.device.DeviceLoginResource;
import io.visiona.api.identity.signin.AuthResource;
import io.visiona.api.identity.signin.BackchannelLogoutResource;
import io.visiona.api.identity.signin.UserSessionsResource;
import io.visiona.api.models.ModelResource;
import io.visiona.api.models.ModelsResource;
import io.visiona.api.models.conversions.ConversionResource;
import io.visiona.api.models.conversions.ConversionsResource;
import io.visiona.api.models.tickets.ModelFileResource;
import io.visiona.api.overview.OverviewResource;
import io.visiona.api.pages.OpenPageResource;
import io.visiona.api.server.audit.AuditFeature;
import io.visiona.api.server.audit.AuditResource;
import io.visiona.api.server.openapi.DocsResource;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/**
 * Everything below {@code /api}, for browsers and agents. The classes are listed, because what a
 * scan would find belongs to {@link InternalApplication} as well; a test sees to it that none is
 * forgotten.
 */
@ApplicationPath("/api")
public class ApiApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        EncodedBodies.class,
        ErrorMapper.class,
        JsonBodyReader.class,
        JsonRecordWriter.class,
        AuditFeature.class,
        AuditResource.class,
        AgentsResource.class,
        AgentResource.class,
        ConversionsResource.class,
        ConversionResource.class,
        ModelsResource.class,
        ModelResource.class,
        ModelFileResource.class,
        DevicesResource.class,
        DocsResource.class,
        EventsResource.class,
        OverviewResource.class,
        ExchangeResource.class,
        PairingTokensResource.class,
        OpenPageResource.class,
        AuthResource.class,
        BackchannelLogoutResource.class,
        DeviceLoginResource.class,
        UserSessionsResource.class);
  }
}
