package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of the server configuration is well-formed. Open Liberty starts without any feature
 * when one is not, and a test that waits for such a server learns that after its whole time limit.
 */
final class ServerConfigurationTest {
  private static final Path ROOT = Installation.find().root();

  static List<Path> files() throws IOException {
    try (Stream<Path> found = Files.walk(ROOT.resolve("liberty"))) {
      return Stream.concat(Stream.of(ROOT.resolve("server.xml")), found)
          .filter(file -> file.toString().endsWith(".xml"))
          .map(ROOT::relativize)
          .filter(file -> !file.startsWith("liberty/target"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void file_isWellFormed(Path file) throws Exception {
    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    parser.setErrorHandler(null);
    assertThatCode(() -> parser.parse(ROOT.resolve(file).toFile())).doesNotThrowAnyException();
  }
}
