package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.OtherPrograms;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Clients that are generated from the description that the server gives compile, in Java,
 * TypeScript and Python, and the one in Java can be used as it is. By openapi-generator, which the
 * build puts into {@code target/openapi-generator}.
 */
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GeneratedClientIT {
  private static final Path TOOLS = Path.of("target", "openapi-generator").toAbsolutePath();
  private static final String PACKAGES =
      "apiPackage=io.visiona.client.api,modelPackage=io.visiona.client.model,"
          + "invokerPackage=io.visiona.client,openApiNullable=false";
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Stack stack;
  private Path folder;
  private Path generator;

  GeneratedClientIT(Stack stack) {
    this.stack = stack;
  }

  /** The description is valid by the generator's own rules before anything is made of it. */
  @BeforeAll
  void readDescription() throws Exception {
    folder = stack.folder("generated-client");
    Files.writeString(
        folder.resolve("openapi.json"), Plain.get(stack.api().resolve("/openapi")).body());
    try (Stream<Path> tools = Files.list(TOOLS)) {
      generator =
          tools
              .filter(jar -> jar.getFileName().toString().startsWith("openapi-generator"))
              .findFirst()
              .orElseThrow();
    }
    run(folder, java(), "-jar", generator.toString(), "validate", "-i", "openapi.json");
  }

  @Test
  void javaClient_compiles_andCallsTwelveEndpoints() throws Exception {
    generate("java", "client", "--library=native", "--additional-properties=" + PACKAGES);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> compile = new ArrayList<>(List.of(javac(), "-proc:none", "-nowarn"));
    compile.addAll(List.of("-d", classes.toString(), "-cp", libraries(generator)));
    try (Stream<Path> sources = Files.walk(folder.resolve("client/src/main/java"))) {
      sources
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::toString)
          .forEach(compile::add);
    }
    compile.add(
        stack.build().root().resolve("tests/src/test/resources/client/Calls.java").toString());
    run(folder, compile.toArray(String[]::new));

    try (Person person = stack.signIn("user-16");
        TestAgent agent = TestAgent.online(stack, person, Kind.JAVA_YAMUX)) {
      String said =
          run(
              folder,
              java(),
              "-cp",
              classes + File.pathSeparator + libraries(generator),
              "Calls",
              stack.api().toString(),
              person.cookie(),
              agent.id());
      assertThat(said.lines().filter(line -> line.contains(": "))).hasSize(12);
      assertThat(said)
          .contains("me: user-16", "agent: " + agent.id(), "tunnel: yamux", "devices: 1")
          .contains("kl720-00b2");
    }
  }

  /** With the options that catch most, by the compiler that the build fetches. */
  @Test
  void typeScriptClient_compiles() throws Exception {
    List<String> compile = new ArrayList<>(OtherPrograms.typeScript());
    generate("typescript-fetch", "typescript");
    compile.addAll(
        List.of(
            "--noEmit",
            "--strict",
            "--target",
            "es2022",
            "--lib",
            "es2022,dom",
            "--module",
            "esnext",
            "--moduleResolution",
            "bundler",
            "typescript/index.ts"));
    run(folder, compile.toArray(String[]::new));
  }

  /** Byte code of each module: what it imports is not needed for that. */
  @Test
  void pythonClient_compiles() throws Exception {
    assumeTrue(OtherPrograms.runs("python3", "--version"), "There is no Python here.");
    generate("python", "python");
    run(folder, "python3", "-W", "error", "-m", "compileall", "-q", "python");
  }

  private void generate(String language, String target, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(java(), "-XX:TieredStopAtLevel=1", "-jar", generator.toString(), "generate"));
    command.addAll(List.of("-i", "openapi.json", "-g", language, "-o", target));
    command.addAll(List.of(options));
    run(folder, command.toArray(String[]::new));
  }

  /** All but the generator, which brings libraries of its own. */
  private static String libraries(Path generator) throws IOException {
    try (Stream<Path> tools = Files.list(TOOLS)) {
      return tools
          .filter(jar -> !jar.equals(generator))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String javac() {
    return Path.of(System.getProperty("java.home"), "bin", "javac").toString();
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    OtherPrograms.Ended ended = OtherPrograms.run(folder, LIMIT, List.of(command));
    assertThat(ended.status()).as(ended.said()).isZero();
    return ended.said();
  }
}
