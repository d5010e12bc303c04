package io.visiona.standins.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The planted faults. Thread-safe. */
final class Faults {
  private final List<Planted> planted = new ArrayList<>();

  /**
   * A fault at an endpoint.
   *
   * @param method exact
   * @param path exact, or with a {@code *} at its end for everything that begins so
   * @param times how many calls meet it
   */
  record Planted(String method, String path, Fault fault, int times) {
    boolean fits(String calledMethod, String calledPath) {
      return method.equals(calledMethod)
          && (path.endsWith("*")
              ? calledPath.startsWith(path.substring(0, path.length() - 1))
              : calledPath.equals(path));
    }
  }

  synchronized void plant(Planted fault) {
    planted.add(fault);
  }

  synchronized void clear() {
    planted.clear();
  }

  synchronized List<Planted> left() {
    return List.copyOf(planted);
  }

  /** The fault that this call meets, the first planted first; it counts as met. */
  synchronized Optional<Fault> meet(String method, String path) {
    for (int i = 0; i < planted.size(); i++) {
      Planted each = planted.get(i);
      if (each.fits(method, path)) {
        if (each.times() == 1) {
          planted.remove(i);
        } else {
          planted.set(i, new Planted(each.method(), each.path(), each.fault(), each.times() - 1));
        }
        return Optional.of(each.fault());
      }
    }
    return Optional.empty();
  }
}
