package io.visiona.api.devices;

import io.visiona.api.agents.Agents;
import io.visiona.api.agents.ClockSkew;
import io.visiona.api.forward.Forwarding;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.models.ModelDownloads;
import io.visiona.api.models.ModelLibrary;
import io.visiona.api.models.tickets.FileTickets;
import io.visiona.api.platform.audit.AuditLog;
import io.visiona.api.platform.streams.OpenStreams;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/** Makes what the rows of the table share. */
@Dependent
public class DeviceProducers {

  @Produces
  @Singleton
  StreamLimiter streams(OpenStreams streams) {
    return new StreamLimiter(streams);
  }

  @Produces
  @Singleton
  DeviceCounts answers(Agents agents) {
    return new DeviceCounts(agents);
  }

  @Produces
  @Singleton
  ClockSkew skew(Forwarding forwarding) {
    return new MeasuredClockSkew(forwarding, Clock.systemUTC());
  }

  @Produces
  @Singleton
  AgentsDevices devices(Forwarding forwarding, DeviceCounts answers, ExecutorService executor) {
    return new AgentsDevices(forwarding, answers, executor);
  }

  @Produces
  @Singleton
  DeviceServices services(
      StreamLimiter streams,
      ModelLibrary library,
      ModelDownloads downloads,
      FileTickets tickets,
      PublicSite site,
      DeviceCounts answers,
      AuditLog audit,
      ExecutorService executor) {
    return new DeviceServices(
        streams,
        new FlashRequests(library, downloads, tickets, site.url()),
        answers,
        audit,
        executor);
  }
}
