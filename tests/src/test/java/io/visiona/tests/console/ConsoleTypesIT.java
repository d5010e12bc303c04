package io.visiona.tests.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Installation;
import io.visiona.tests.support.OtherPrograms;
import io.visiona.tests.support.OtherPrograms.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console's modules as TypeScript reads them, with the types that their libraries bring: names
 * that are not there, wrong numbers of arguments, fields that nobody sets. htm brings none, so its
 * code is read instead. The console itself needs no build.
 */
final class ConsoleTypesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path WAR = Installation.find().liberty().resolve("usr/shared/apps/api.war");
  private static final Pattern MODULE = Pattern.compile("assets/.*\\.js");
  private static final Pattern LIBRARY =
      Pattern.compile("WEB-INF/lib/(?:preact|htm|uplot)-[0-9.]+\\.jar");
  private static final Pattern TYPES =
      Pattern.compile(
          "META-INF/resources/(?:webjars|_static)/([a-z]+)/[0-9.]+/(.*\\.d\\.ts|(?:.*/)?package\\.json|dist/htm\\..*js)");

  @TempDir private Path folder;

  @Test
  void modules_haveNoTypeErrors() throws Exception {
    List<String> command = new ArrayList<>(OtherPrograms.typeScript());
    command.addAll(List.of("-p", "."));
    unpack();
    try (InputStream settings =
        ConsoleTypesIT.class.getResourceAsStream("/console/tsconfig.json")) {
      Files.write(folder.resolve("tsconfig.json"), settings.readAllBytes());
    }
    assertThat(OtherPrograms.run(folder, LIMIT, command)).isEqualTo(new Ended(0, ""));

    Path wrong = folder.resolve("assets/wrong.js");
    Files.writeString(
        wrong, "import { stores, useRef } from './lib.js';\nstores(useRef(1).courant);\n");
    assertThat(OtherPrograms.run(folder, LIMIT, command).said())
        .contains("assets/wrong.js(1,10): error TS", "Property 'courant' does not exist");
  }

  private void unpack() throws IOException {
    try (ZipInputStream war = new ZipInputStream(Files.newInputStream(WAR))) {
      for (ZipEntry entry = war.getNextEntry(); entry != null; entry = war.getNextEntry()) {
        if (MODULE.matcher(entry.getName()).matches()) {
          write(folder.resolve(entry.getName()), war);
        } else if (LIBRARY.matcher(entry.getName()).matches()) {
          unpackTypes(new ZipInputStream(war));
        }
      }
    }
  }

  private void unpackTypes(ZipInputStream library) throws IOException {
    for (ZipEntry entry = library.getNextEntry(); entry != null; entry = library.getNextEntry()) {
      Matcher types = TYPES.matcher(entry.getName());
      if (types.matches()) {
        write(
            folder.resolve("node_modules").resolve(types.group(1)).resolve(types.group(2)),
            library);
      }
    }
  }

  private static void write(Path file, InputStream content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content.readAllBytes());
  }
}
