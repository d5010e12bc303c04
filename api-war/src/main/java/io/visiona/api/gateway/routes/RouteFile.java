package io.visiona.api.gateway.routes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a route file: YAML 1.2, of which JSON is a part. The file is refused whole when anything is
 * wrong, with all problems found. No objects are made from it but routes; anchors and aliases are
 * refused, so that a short file stays short.
 */
public final class RouteFile {
  /** Longer files are refused. */
  public static final int MOST_BYTES = 1024 * 1024;

  private static final int MOST_ROUTES = 10_000;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setLabel("routes").setCodePointLimit(MOST_BYTES).build();

  private final List<RouteProblem> problems = new ArrayList<>();
  private final Predicate<String> knownSecret;

  private RouteFile(Predicate<String> knownSecret) {
    this.knownSecret = knownSecret;
  }

  /**
   * Reads a whole file.
   *
   * @param knownSecret whether a configuration key has a secret; what a route refers to must
   */
  public static ReadRoutes read(byte[] content, Predicate<String> knownSecret) {
    RouteFile reader = new RouteFile(knownSecret);
    List<GatewayRoute> routes = reader.routes(content);
    if (reader.problems.isEmpty()) {
      return new ReadRoutes.Valid(new GatewayRouteTable(routes));
    }
    reader.problems.sort(Comparator.comparingInt(RouteProblem::line));
    return new ReadRoutes.Invalid(reader.problems);
  }

  private List<GatewayRoute> routes(byte[] content) {
    Optional<String> text = text(content);
    if (text.isEmpty()) {
      return List.of();
    }
    try {
      Optional<Node> root = new Compose(SETTINGS).composeString(text.get());
      if (root.isEmpty()) {
        problem(1, "the file is empty; a table without routes is \"routes: []\"");
        return List.of();
      }
      return table(root.get());
    } catch (MarkedYamlEngineException malformed) {
      int line =
          malformed
              .getProblemMark()
              .or(malformed::getContextMark)
              .map(mark -> mark.getLine() + 1)
              .orElse(1);
      problem(line, "not YAML or JSON: " + malformed.getProblem());
    } catch (YamlEngineException malformed) {
      problem(1, "not YAML or JSON: " + malformed.getMessage());
    } catch (StackOverflowError deep) {
      // The parser recurses and has no bound of its own.
      problem(1, "nested too deeply");
    }
    return List.of();
  }

  private Optional<String> text(byte[] content) {
    if (content.length > MOST_BYTES) {
      problem(1, "the file is larger than " + MOST_BYTES + " bytes");
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(content))
              .toString());
    } catch (CharacterCodingException malformed) {
      problem(1, "not UTF-8");
      return Optional.empty();
    }
  }

  private List<GatewayRoute> table(Node root) {
    if (!(root instanceof MappingNode mapping)) {
      problem(line(root), "\"routes:\" expected");
      return List.of();
    }
    RouteFields fields = new RouteFields(mapping, problems);
    Optional<Node> list = fields.node("routes");
    fields.refuseOthers();
    if (list.isEmpty()) {
      problem(line(root), "\"routes\" is missing");
      return List.of();
    }
    if (!(list.get() instanceof SequenceNode sequence)) {
      problem(line(list.get()), "\"routes\" must be a list");
      return List.of();
    }
    if (sequence.getValue().size() > MOST_ROUTES) {
      problem(line(sequence), "more than " + MOST_ROUTES + " routes");
      return List.of();
    }
    return rows(sequence);
  }

  private List<GatewayRoute> rows(SequenceNode sequence) {
    List<GatewayRoute> routes = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    Map<String, GatewayRoute> services = new HashMap<>();
    for (Node row : sequence.getValue()) {
      if (!(row instanceof MappingNode mapping)) {
        problem(line(row), "a route must be a mapping");
        continue;
      }
      Optional<GatewayRoute> read =
          new RouteReader(new RouteFields(mapping, problems), knownSecret).route();
      if (read.isPresent()) {
        GatewayRoute route = read.get();
        Integer other = lines.putIfAbsent(route.path() + (route.prefix() ? "/*" : ""), line(row));
        if (other != null) {
          problem(line(row), "the path is that of the route in line " + other);
          continue;
        }
        GatewayRoute sibling = services.putIfAbsent(route.service(), route);
        if (sibling != null
            && !sibling.url().getRawAuthority().equals(route.url().getRawAuthority())) {
          problem(line(row), "another route has a service of this name elsewhere");
        }
        routes.add(route);
      }
    }
    return routes;
  }

  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private void problem(int line, String reason) {
    problems.add(new RouteProblem(line, reason));
  }
}
