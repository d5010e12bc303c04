package io.visiona.tests.devices;

import io.visiona.agent.target.TargetAddress;
import io.visiona.agent.target.TargetProxy;
import io.visiona.agent.tunnel.SessionToken;
import io.visiona.agent.tunnel.TunnelAddress;
import io.visiona.agent.tunnel.TunnelKeeper;
import io.visiona.agent.tunnel.UpgradeDialer;
import io.visiona.launch.Person;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** An agent whose API is a script: what it is asked for is answered as the test says. */
public final class OddAgent implements AutoCloseable {
  private final ScriptedTarget target;
  private final TunnelKeeper keeper;
  private final String id;

  OddAgent(Stack stack, Person owner, Map<String, ScriptedTarget.Script> scripts)
      throws IOException {
    this(stack, owner, "odd-" + UUID.randomUUID(), scripts);
  }

  /** Pairs it under a name of its own choice, and waits until it is online. */
  public OddAgent(
      Stack stack, Person owner, String name, Map<String, ScriptedTarget.Script> scripts)
      throws IOException {
    this.target = new ScriptedTarget(scripts);
    JsonObject paired = TestAgent.exchange(stack, owner.pairingCode("odd", false), name);
    this.id = paired.getString("agent_id");
    this.keeper =
        new TunnelKeeper(
            new UpgradeDialer(
                TunnelAddress.parse(stack.tunnel() + "/tunnel/connect"),
                new SessionToken(paired.getString("session_token")),
                "odd/1"),
            new TargetProxy(TargetAddress.parse(target.uri().toString())));
    Thread.ofVirtual().start(this::run);
    Awaitility.await("odd agent online")
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            owner.agents().stream()
                .anyMatch(agent ->
                    agent.getString("id").equals(id) && agent.getBoolean("online", false)));
  }

  private void run() {
    try {
      keeper.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** Path of a row. */
  String path(String below) {
    return "/api/agents/" + id + below;
  }

  @Override
  public void close() throws IOException {
    try (target) {
      keeper.stop(Duration.ZERO);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
