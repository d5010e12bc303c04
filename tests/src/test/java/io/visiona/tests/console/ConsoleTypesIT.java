package io.visiona.tests.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.OtherPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console's modules as TypeScript reads them: names that are not there, wrong numbers of
 * arguments, fields that nobody sets. Only {@code -Pinterop} runs it; the console itself needs no
 * build.
 */
@Tag("interop")
final class ConsoleTypesIT {
  private static final Path MODULES = Path.of("../api-war/src/main/webapp/assets");

  @Test
  void modules_haveNoTypeErrors(@TempDir Path folder) throws Exception {
    OtherPrograms.npm(
        "types", List.of("package.json", "package-lock.json", "tsconfig.json"), folder);
    copy(folder.resolve("assets"));
    List<String> tsc = List.of("node", "node_modules/typescript/bin/tsc", "-p", ".");
    assertThat(OtherPrograms.said(folder, tsc)).isEmpty();

    Path wrong = folder.resolve("assets/wrong.js");
    Files.writeString(wrong, "import { stores } from './lib.js';\nstores(1);\n");
    assertThat(OtherPrograms.said(folder, tsc)).contains("assets/wrong.js(1,10): error TS2");
  }

  private static void copy(Path to) throws IOException {
    try (Stream<Path> modules = Files.walk(MODULES)) {
      for (Path module : modules.filter(file -> file.toString().endsWith(".js")).toList()) {
        Path copy = to.resolve(MODULES.relativize(module).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(module, copy);
      }
    }
  }
}
