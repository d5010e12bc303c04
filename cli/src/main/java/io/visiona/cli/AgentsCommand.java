package io.visiona.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code visiona agents}. */
@CommandLine.Command(
    name = "agents",
    description = "Your agents, and whether they are online.",
    mixinStandardHelpOptions = true)
final class AgentsCommand extends Command {
  @Option(names = "--online", description = "Only those that are online.")
  boolean online;

  @Override
  ExitCode run() {
    try (Api api = api()) {
      List<JsonObject> agents = api.all("/api/agents" + (online ? "?online=true" : ""));
      if (json) {
        agents.forEach(terminal()::json);
      } else {
        terminal()
            .table(
                List.of("ID", "LABEL", "STATE", "DEVICES", "LAST SEEN"),
                agents.stream()
                    .map(agent ->
                        List.of(
                            agent.getString("id"),
                            agent.getString("label"),
                            state(agent),
                            Terminal.text(agent, "devices"),
                            Terminal.text(agent, "last_seen_at")))
                    .toList());
      }
      return ExitCode.OK;
    }
  }

  private static String state(JsonObject agent) {
    return switch (agent.getOrDefault("online", JsonValue.NULL).getValueType()) {
      case TRUE -> "online";
      case FALSE -> "offline";
      default -> "unknown";
    };
  }
}
