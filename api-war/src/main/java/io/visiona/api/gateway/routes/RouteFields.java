package io.visiona.api.gateway.routes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The fields of one mapping of a file, read by name; notes what is wrong with its line. */
final class RouteFields {
  private final MappingNode mapping;
  private final List<RouteProblem> problems;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();

  RouteFields(MappingNode mapping, List<RouteProblem> problems) {
    this.mapping = mapping;
    this.problems = problems;
    refuseAnchor(mapping);
    for (NodeTuple tuple : mapping.getValue()) {
      add(tuple);
    }
  }

  private void add(NodeTuple tuple) {
    refuseAnchor(tuple.getValueNode());
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      problem(tuple.getKeyNode(), "a name is expected");
    } else if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
      problem(key, "\"" + shown(key.getValue()) + "\" is there twice");
    }
  }

  private void refuseAnchor(Node node) {
    if (node.getAnchor().isPresent()) {
      problem(node, "anchors and aliases are not allowed");
    }
  }

  /** Where the mapping begins. */
  int line() {
    return RouteFile.line(mapping);
  }

  Optional<Node> node(String name) {
    read.add(name);
    return Optional.ofNullable(values.get(name));
  }

  /** A text; one that must be there is noted when it is not. */
  Optional<String> text(String name, boolean required) {
    Optional<Node> node = node(name);
    if (node.isEmpty()) {
      if (required) {
        problems.add(new RouteProblem(line(), "\"" + name + "\" is missing"));
      }
      return Optional.empty();
    }
    if (node.get() instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return Optional.of(scalar.getValue().strip());
    }
    problem(name, "must be a text");
    return Optional.empty();
  }

  boolean flag(String name, boolean fallback) {
    Optional<String> text = text(name, false);
    if (text.isEmpty()) {
      return fallback;
    }
    return switch (text.get()) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(name, "must be true or false");
        yield fallback;
      }
    };
  }

  List<String> list(String name) {
    Optional<Node> node = node(name);
    List<String> texts = new ArrayList<>();
    if (node.isEmpty()) {
      return texts;
    }
    if (!(node.get() instanceof SequenceNode sequence)) {
      problem(name, "must be a list");
      return texts;
    }
    for (Node item : sequence.getValue()) {
      refuseAnchor(item);
      if (item instanceof ScalarNode scalar) {
        texts.add(scalar.getValue());
      } else {
        problem(item, "\"" + name + "\" must be a list of texts");
      }
    }
    return texts;
  }

  /** A mapping within this one. */
  Optional<RouteFields> mapping(String name) {
    Optional<Node> node = node(name);
    if (node.isPresent() && !(node.get() instanceof MappingNode)) {
      problem(name, "must be a mapping");
    }
    return node.filter(MappingNode.class::isInstance)
        .map(inner -> new RouteFields((MappingNode) inner, problems));
  }

  /** The names that are there, in order. */
  List<String> names() {
    return List.copyOf(values.keySet());
  }

  /** Notes what was never asked for: a mistyped option must not be taken for its default. */
  void refuseOthers() {
    values.forEach((name, node) -> {
      if (!read.contains(name)) {
        problem(node, "\"" + shown(name) + "\" is not known");
      }
    });
  }

  void problem(String name, String reason) {
    Node node = values.get(name);
    problems.add(
        new RouteProblem(
            node == null ? line() : RouteFile.line(node), "\"" + name + "\" " + reason));
  }

  private void problem(Node node, String reason) {
    problems.add(new RouteProblem(RouteFile.line(node), reason));
  }

  private static String shown(String name) {
    String clean = name.replaceAll("[^A-Za-z0-9_-]", "?");
    return clean.length() > 40 ? clean.substring(0, 40) : clean;
  }
}
