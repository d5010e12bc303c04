package io.visiona.api.events;

import io.visiona.api.agents.Agent;
import io.visiona.api.agents.AgentView;
import io.visiona.api.agents.pairing.PairingCode;
import io.visiona.api.events.Event.News;
import io.visiona.api.http.JsonRecordWriter;
import io.visiona.api.models.Model;
import io.visiona.api.models.ModelView;
import io.visiona.api.models.conversions.Conversion;
import io.visiona.api.models.conversions.ConversionView;
import io.visiona.shared.sessions.SessionSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened between two moments. */
final class Differences {
  private final Snapshot before;
  private final Snapshot now;
  private final List<News> news = new ArrayList<>();

  private Differences(Snapshot before, Snapshot now) {
    this.before = before;
    this.now = now;
  }

  /** In an order that a client can follow: what is new before what it does. */
  static List<News> between(Snapshot before, Snapshot now) {
    Differences differences = new Differences(before, now);
    differences.agents();
    differences.conversions();
    differences.models();
    differences.codes();
    differences.sessions();
    return differences.news;
  }

  /** Data of the event {@code agent}. */
  public record AgentNews(String change, AgentView agent) {}

  /** Data of the event {@code model}. */
  public record ModelNews(String change, ModelView model) {}

  /** Data of the event {@code pairing_code}. */
  public record CodeNews(String change, UUID id, @Nullable UUID agentId) {}

  /** Data of the event {@code session}. */
  public record SessionNews(String change, UUID id, boolean current) {}

  private void agents() {
    now.agents()
        .forEach((id, agent) -> {
          Agent old = before.agents().get(id);
          if (old == null) {
            tell("paired", agent);
          } else {
            if (!old.tokenIssuedAt().equals(agent.tokenIssuedAt())) {
              tell("token_renewed", agent);
            }
            // A server of the version before does not count revisions.
            if (old.revision() != agent.revision() || !isDescribedAlike(old, agent)) {
              tell("renamed", agent);
            }
          }
          presence(old, agent);
        });
    before
        .agents()
        .forEach((id, agent) -> {
          if (!now.agents().containsKey(id)) {
            news.add(
                new News(
                    "agent",
                    JsonRecordWriter.text(
                        new AgentNews("revoked", AgentView.of(agent, Optional.empty())))));
          }
        });
  }

  /** A tunnel that was replaced by another one counts as coming online again. */
  private void presence(@Nullable Agent known, Agent agent) {
    if (now.live().isEmpty() || before.live().isEmpty()) {
      return;
    }
    SessionSummary old = before.live().get().get(agent.id());
    SessionSummary live = now.live().get().get(agent.id());
    if (live == null) {
      if (old != null) {
        tell("offline", agent);
      } else if (known != null && !Objects.equals(known.lastSeenAt(), agent.lastSeenAt())) {
        // It may have been online in between.
        tell("seen", agent);
      }
    } else if (old == null || !old.connectedAt().equals(live.connectedAt())) {
      tell("online", agent);
    } else if (old.contested() != live.contested()) {
      tell(live.contested() ? "contested" : "settled", agent);
    }
  }

  private static boolean isDescribedAlike(Agent one, Agent other) {
    return one.name().equals(other.name())
        && one.label().equals(other.label())
        && one.allowProxy() == other.allowProxy()
        && one.tags().equals(other.tags())
        && one.note().equals(other.note());
  }

  private void tell(String change, Agent agent) {
    AgentView view =
        now.live()
            .map(live -> AgentView.of(agent, Optional.ofNullable(live.get(agent.id()))))
            .orElseGet(() -> AgentView.unknown(agent));
    news.add(new News("agent", JsonRecordWriter.text(new AgentNews(change, view))));
  }

  private void conversions() {
    now.conversions()
        .forEach((id, conversion) -> {
          Conversion old = before.conversions().get(id);
          if (!conversion.equals(old)) {
            news.add(new News("conversion", JsonRecordWriter.text(ConversionView.of(conversion))));
          }
        });
  }

  private void models() {
    now.models()
        .forEach((id, model) -> {
          Model old = before.models().get(id);
          if (old == null) {
            tell("added", model);
          } else if (!old.equals(model)) {
            tell("renamed", model);
          }
        });
    before
        .models()
        .forEach((id, model) -> {
          if (!now.models().containsKey(id)) {
            tell("deleted", model);
          }
        });
  }

  private void tell(String change, Model model) {
    news.add(new News("model", JsonRecordWriter.text(new ModelNews(change, ModelView.of(model)))));
  }

  private void codes() {
    Map<UUID, PairingCode> codes = now.codes();
    before
        .codes()
        .forEach((id, old) -> {
          boolean wasOpen = old.usedAt() == null && !before.expired().contains(id);
          PairingCode code = codes.get(id);
          if (!wasOpen) {
            return;
          }
          if (code == null) {
            tell(new CodeNews("withdrawn", id, null));
          } else if (code.usedAt() != null) {
            tell(new CodeNews("used", id, code.agentId()));
          } else if (now.expired().contains(id)) {
            tell(new CodeNews("expired", id, null));
          }
        });
    codes.forEach((id, code) -> {
      // One that was made and used within the second.
      if (!before.codes().containsKey(id) && code.usedAt() != null) {
        tell(new CodeNews("used", id, code.agentId()));
      }
    });
  }

  private void tell(CodeNews code) {
    news.add(new News("pairing_code", JsonRecordWriter.text(code)));
  }

  private void sessions() {
    Set<UUID> old = before.sessions().orElse(Set.of());
    Set<UUID> present = now.sessions().orElse(old);
    if (before.sessions().isEmpty()) {
      return;
    }
    present.stream().filter(id -> !old.contains(id)).forEach(id -> tell("started", id));
    old.stream().filter(id -> !present.contains(id)).forEach(id -> tell("ended", id));
  }

  private void tell(String change, UUID session) {
    news.add(new News("session", JsonRecordWriter.text(new SessionNews(change, session, false))));
  }
}
