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
public class DeviceBeans {

  @Produces
  @Singleton
  StreamPlaces streams(OpenStreams streams) {
    return new StreamPlaces(streams);
  }

  @Produces
  @Singleton
  SeenAnswers answers(Agents agents) {
    return new SeenAnswers(agents);
  }

  @Produces
  @Singleton
  ClockSkew skew(Forwarding forwarding) {
    return new MeasuredClockSkew(forwarding, Clock.systemUTC());
  }

  @Produces
  @Singleton
  AgentsDevices devices(Forwarding forwarding, SeenAnswers answers, ExecutorService executor) {
    return new AgentsDevices(forwarding, answers, executor);
  }

  @Produces
  @Singleton
  DeviceServices services(
      StreamPlaces streams,
      ModelLibrary library,
      ModelDownloads downloads,
      FileTickets tickets,
      PublicSite site,
      SeenAnswers answers,
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
