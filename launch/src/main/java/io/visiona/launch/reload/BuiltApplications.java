package io.visiona.launch.reload;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The applications in the built server, which end-to-end tests start. */
final class BuiltApplications {
  private final Installation installation;
  private final FastCompiler compiler;

  BuiltApplications(Installation installation, FastCompiler compiler) {
    this.installation = installation;
    this.compiler = compiler;
  }

  /** Puts classes that changed since the last build into the WARs. */
  void update() throws IOException, CompileException {
    List<ModuleSources> below = new ArrayList<>();
    for (String library : List.of("yamux", "shared-ejb")) {
      ModuleSources module = new ModuleSources(installation.root(), library, false);
      compiler.update(module, below);
      below.addFirst(module);
    }
    for (String name : List.of("api", "relay")) {
      ModuleSources war = new ModuleSources(installation.root(), name + "-war", false);
      boolean changed = compiler.update(war, below);
      if (changed && name.equals("api")) {
        ApiDescription.update(war, FastCompiler.classPath(war, below));
      }
      Path archive = installation.liberty().resolve("usr/shared/apps").resolve(name + ".war");
      List<ModuleSources> parts = new ArrayList<>(below);
      parts.add(war);
      put(archive, war, parts);
    }
  }

  private static void put(Path archive, ModuleSources war, List<ModuleSources> parts)
      throws IOException {
    if (FastCompiler.newest(parts) <= Files.getLastModifiedTime(archive).toMillis()) {
      return;
    }
    try (FileSystem zip =
        FileSystems.newFileSystem(URI.create("jar:" + archive.toUri()), Map.of())) {
      for (ModuleSources part : parts) {
        if (part.equals(war)) {
          FastCompiler.copyClasses(part, zip.getPath("WEB-INF/classes"));
        } else if (!FastCompiler.classes(part).isEmpty()) {
          putIntoLibrary(zip, part);
        }
      }
    }
  }

  private static void putIntoLibrary(FileSystem zip, ModuleSources part) throws IOException {
    Path jar;
    try (var jars = Files.list(zip.getPath("WEB-INF/lib"))) {
      jar =
          jars.filter(file -> file.getFileName().toString().startsWith(part.name() + "-"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(part.name() + " is in no WAR"));
    }
    Path copy = Files.createTempFile(part.name(), ".jar");
    try {
      Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
      try (FileSystem inner =
          FileSystems.newFileSystem(URI.create("jar:" + copy.toUri()), Map.of())) {
        FastCompiler.copyClasses(part, inner.getPath("/"));
      }
      Files.copy(copy, jar, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.delete(copy);
    }
  }
}
