package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where the development server can be reached from: this machine, by whatever it listens with. */
@OnSharedStack
final class ListeningIT {
  private static final String LISTENING = "0A";

  /** As the kernel writes them: 127.0.0.1, the same as IPv6, and ::1. */
  private static final Set<String> LOOPBACK =
      Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

  @Test
  void developmentServer_listensOnLoopbackOnly(Stack stack) throws IOException {
    List<String> listening = listening(stack.apiServer().pid());
    assertThat(listening).hasSizeGreaterThan(3);
    assertThat(listening)
        .allSatisfy(local -> assertThat(LOOPBACK).contains(local.substring(0, local.indexOf(':'))));
  }

  private static List<String> listening(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Set<String> own = sockets(process.resolve("fd"));
    List<String> found = new ArrayList<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(process.resolve(table))) {
        String[] cells = line.strip().split(" +", -1);
        if (cells.length > 9 && cells[3].equals(LISTENING) && own.contains(cells[9])) {
          found.add(cells[1]);
        }
      }
    }
    return found;
  }

  private static Set<String> sockets(Path descriptors) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> all = Files.list(descriptors)) {
      for (Path descriptor : all.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring(8, target.length() - 1));
          }
        }
      }
    }
    return inodes;
  }
}
