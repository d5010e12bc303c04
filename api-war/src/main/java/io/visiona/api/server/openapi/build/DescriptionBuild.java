package io.visiona.api.server.openapi.build;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import io.visiona.api.http.JsonBody;
import io.visiona.api.server.start.ApiApplication;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;

/**
 * Reads the compiled classes with SmallRye's implementation of MicroProfile OpenAPI: what is in
 * {@link ApiApplication} by its annotations, the rest by {@link OtherEndpoints}, what agents are
 * asked and answer by the file {@code agent-schemas.yaml}, and what every operation may answer by
 * {@link CommonResponses}. The build runs it and puts the document into the application.
 */
public final class DescriptionBuild {
  /** What the rows of the table of forwarded requests name. */
  private static final String AGENTS = "agent-schemas.yaml";

  private static final String READER = "mp.openapi.model.reader";
  private static final String NAMING = "mp.openapi.extensions.smallrye.property-naming-strategy";
  private static final String UNUSED =
      "mp.openapi.extensions.smallrye.remove-unused-schemas.enable";
  private static final String CLASSES = "mp.openapi.scan.exclude.classes";

  private DescriptionBuild() {}

  /**
   * Writes the document.
   *
   * @param arguments folders of the compiled classes, of which the first that has a class counts,
   *     and the file to write
   */
  public static void main(String[] arguments) throws IOException {
    List<java.nio.file.Path> paths = Stream.of(arguments).map(java.nio.file.Path::of).toList();
    java.nio.file.Path file = paths.getLast();
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, json(paths.subList(0, paths.size() - 1)));
  }

  /** The document, of the classes in those folders. */
  static String json(List<java.nio.file.Path> folders) throws IOException {
    Index index = index(folders);
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(settings(index), "openapi", 100))
            .build();
    return SmallRyeOpenAPI.builder()
        .withConfig(config)
        .withIndex(index)
        .withApplicationClassLoader(DescriptionBuild.class.getClassLoader())
        .enableStandardStaticFiles(false)
        .enableStandardFilter(false)
        .withCustomStaticFile(() -> DescriptionBuild.class.getResourceAsStream(AGENTS))
        .defaultRequiredProperties(false)
        .addFilter(new CommonResponses())
        .addFilter(new RecordFields(records(index)))
        .build()
        .toJSON();
  }

  private static Map<String, String> settings(Index index) {
    return Map.of(
        READER,
        OtherEndpoints.class.getName(),
        NAMING,
        "LOWER_CASE_WITH_UNDERSCORES",
        UNUSED,
        "true",
        CLASSES,
        String.join(",", others(index)));
  }

  /** What is not on the public port, and what stands for a body that is read by hand. */
  private static Set<String> others(Index index) {
    Set<String> described =
        new ApiApplication().getClasses().stream().map(Class::getName).collect(Collectors.toSet());
    described.add(ApiApplication.class.getName());
    Set<String> others = new TreeSet<>(Set.of(JsonBody.class.getName()));
    Stream.of(ApplicationPath.class, Path.class)
        .flatMap(annotation -> index.getAnnotations(annotation).stream())
        .filter(annotation -> annotation.target().kind() == AnnotationTarget.Kind.CLASS)
        .map(annotation -> annotation.target().asClass().name().toString())
        .filter(name -> !described.contains(name))
        .forEach(others::add);
    return others;
  }

  /** The records that have a name in the description, by that name. */
  private static Map<String, Class<?>> records(Index index) {
    Map<String, Class<?>> records = new LinkedHashMap<>();
    for (AnnotationInstance schema : index.getAnnotations(Schema.class)) {
      if (schema.target().kind() == AnnotationTarget.Kind.CLASS) {
        records.put(
            schema.value("name").asString(), loaded(schema.target().asClass().name().toString()));
      }
    }
    return records;
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name, false, DescriptionBuild.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      throw new IllegalStateException(name + " is in the index only", absent);
    }
  }

  private static Index index(List<java.nio.file.Path> folders) throws IOException {
    Map<String, java.nio.file.Path> classes = new LinkedHashMap<>();
    for (java.nio.file.Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<java.nio.file.Path> files = Files.walk(folder)) {
          files
              .filter(file -> file.toString().endsWith(".class"))
              .forEach(file -> classes.putIfAbsent(folder.relativize(file).toString(), file));
        }
      }
    }
    Indexer indexer = new Indexer();
    classes.values().forEach(file -> add(indexer, file));
    return indexer.complete();
  }

  private static void add(Indexer indexer, java.nio.file.Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      indexer.index(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
