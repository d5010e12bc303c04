package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code visiona devices}. */
@CommandLine.Command(
    name = "devices",
    description = "The devices of all your agents, or of one.",
    mixinStandardHelpOptions = true)
final class DevicesCommand extends Command {
  @Parameters(
      arity = "0..1",
      paramLabel = "AGENT",
      description = "Its id, the beginning of it, its label or its name.")
  @Nullable String agent;

  @Override
  ExitCode run() {
    try (Api api = api()) {
      List<JsonObject> found = agent == null ? all(api) : of(agent(api, agent), api);
      if (json) {
        found.forEach(terminal()::json);
      } else {
        terminal()
            .table(
                List.of("AGENT", "DEVICE", "CHIP", "STATE", "MODEL"),
                found.stream().map(DevicesCommand::row).toList());
      }
      return ExitCode.OK;
    }
  }

  /** One object for each device; agents that did not answer are told of beside. */
  private List<JsonObject> all(Api api) {
    List<JsonObject> found = new ArrayList<>();
    JsonObject answer = api.get("/api/devices?deadline_ms=5000");
    for (JsonObject one : answer.getJsonArray("items").getValuesAs(JsonObject.class)) {
      if (!one.getString("status").equals("ok")) {
        terminal()
            .note(
                Terminal.clean(one.getString("label"))
                    + ": "
                    + Terminal.clean(one.getString("status")));
      }
      for (JsonObject device : one.getJsonArray("devices").getValuesAs(JsonObject.class)) {
        found.add(with(one.getString("agent_id"), one.getString("label"), device));
      }
    }
    return found;
  }

  private static List<JsonObject> of(JsonObject agent, Api api) {
    String id = agent.getString("id");
    return api
        .get("/api/agents/" + id + "/devices")
        .getJsonArray("items")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(device -> with(id, agent.getString("label"), device))
        .toList();
  }

  private static JsonObject with(String agentId, String label, JsonObject device) {
    return Json.createObjectBuilder()
        .add("agent_id", agentId)
        .add("agent_label", label)
        .add("device", device)
        .build();
  }

  private static List<String> row(JsonObject found) {
    JsonObject device = found.getJsonObject("device");
    String model =
        device.get("model") instanceof JsonObject loaded ? Terminal.text(loaded, "name") : "-";
    return List.of(
        found.getString("agent_label"),
        Terminal.text(device, "id"),
        Terminal.text(device, "chip"),
        Terminal.text(device, "state"),
        model);
  }
}
