package io.visiona.api.server.start;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ApplicationsTest {

  @Test
  void everyResourceAndProvider_isListed() throws Exception {
    Set<Class<?>> listed = new HashSet<>(new ApiApplication().getClasses());
    listed.addAll(new InternalApplication().getClasses());
    assertThat(annotated()).isNotEmpty().isSubsetOf(listed);
  }

  @Test
  void internalResources_areNotServedToBrowsers() {
    assertThat(new InternalApplication().getClasses())
        .filteredOn(type -> type.isAnnotationPresent(Path.class))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(new ApiApplication().getClasses());
  }

  private static Set<Class<?>> annotated()
      throws IOException, URISyntaxException, ClassNotFoundException {
    java.nio.file.Path root =
        java.nio.file.Path.of(
            ApiApplication.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<Class<?>> found = new HashSet<>();
    try (Stream<java.nio.file.Path> files = Files.walk(root)) {
      for (java.nio.file.Path file :
          files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String name =
            root.relativize(file)
                .toString()
                .replace(java.io.File.separatorChar, '.')
                .replaceFirst("\\.class$", "");
        if (name.endsWith("-info")) {
          continue;
        }
        Class<?> type = Class.forName(name, false, ApiApplication.class.getClassLoader());
        boolean served =
            type.isAnnotationPresent(Path.class) || type.isAnnotationPresent(Provider.class);
        if (served && !type.isInterface()) {
          found.add(type);
        }
      }
    }
    return found;
  }
}
