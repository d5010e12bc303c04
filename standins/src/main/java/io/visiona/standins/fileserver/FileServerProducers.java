package io.visiona.standins.fileserver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Makes the file server. Liberty runs in the output folder of the server, and the files lie below
 * it.
 */
@ApplicationScoped
class FileServerProducers {

  @Produces
  @Singleton
  StoredFiles files() {
    return new StoredFiles(Path.of("standins", "files"));
  }

  @Produces
  @Singleton
  FileServerCors cors() {
    Config config = ConfigProvider.getConfig();
    String urls =
        config
            .getOptionalValue("visiona.standins.public-urls", String.class)
            .orElseGet(() -> config.getValue("visiona.public-url", String.class));
    Set<String> origins =
        Arrays.stream(urls.split(",", -1))
            .map(String::strip)
            .collect(Collectors.toUnmodifiableSet());
    return new FileServerCors(origins);
  }
}
