package io.visiona.api.http;

import io.visiona.shared.config.Configuration;
import io.visiona.shared.container.ServerVersion;
import io.visiona.shared.limit.Limiters;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Hands out what this package does. */
@Dependent
public class HttpProducers {

  @Produces
  @Singleton
  Later later(ExecutorService executor, HttpServletRequest request) {
    return new Later(executor, () -> RequestIdFilter.of(request));
  }

  @Produces
  @Singleton
  ServerVersion version(ServletContext application) {
    return ServerVersion.of(application);
  }

  @Produces
  @Singleton
  PublicThreads threads(MetricRegistry registry) {
    return new PublicThreads(registry);
  }

  @Produces
  @Singleton
  Limiters limiters(MetricRegistry registry) {
    return new Limiters(registry);
  }

  @Produces
  @Singleton
  ApiPorts ports(Configuration all) {
    return all.of(ApiPorts.class);
  }
}
