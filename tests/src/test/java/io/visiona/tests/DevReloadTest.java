package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Installation;
import io.visiona.launch.reload.DevApplications;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./dev reload} does to the applications of a running server, without the server. */
final class DevReloadTest {
  private static final Path REAL = Installation.find().root();
  private static final String SOURCE =
      "api-war/src/main/java/io/visiona/api/agents/pairing/PairingTokensResource.java";
  private static final String DOCUMENT = "io/visiona/api/server/openapi/openapi.json";

  @TempDir private Path root;
  private Path classes;
  private DevApplications applications;

  /** A checkout that was built, with one source file in it, and its unpacked applications. */
  @BeforeEach
  void checkout() throws IOException {
    Path target = Files.createDirectories(root.resolve("api-war/target"));
    Files.createSymbolicLink(target.resolve("classes"), REAL.resolve("api-war/target/classes"));
    Files.copy(
        REAL.resolve("api-war/target/test-classpath.txt"), target.resolve("test-classpath.txt"));
    applications = new DevApplications(new Installation(root), root.resolve("apps"));
    for (String name : new String[] {"api", "relay"}) {
      Files.createDirectories(applications.application(name).resolve("WEB-INF/lib"));
    }
    classes = applications.application("api").resolve("WEB-INF/classes");
    Path document = classes.resolve(DOCUMENT);
    Files.createDirectories(document.getParent());
    Files.copy(REAL.resolve("api-war/target/classes").resolve(DOCUMENT), document);
  }

  @Test
  void changedAnnotation_isInTheDescription() throws Exception {
    String source = Files.readString(REAL.resolve(SOURCE));
    assertThat(source).contains("summary = \"");
    write(source.replaceFirst("summary = \"[^\"]*\"", "summary = \"Something else\""));
    assertThat(applications.reload()).containsExactly("api-war");
    assertThat(Files.readString(classes.resolve(DOCUMENT))).contains("\"Something else\"");
    assertThat(applications.reload()).as("the second time").isEmpty();
  }

  private void write(String source) throws IOException {
    Path file = root.resolve(SOURCE);
    Files.createDirectories(file.getParent());
    // Now, and so newer than what the build made of it.
    Files.writeString(file, source);
  }
}
