package io.visiona.standins.bare;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * Answers what {@code /api/auth/me} of the product answers, without filter, session or request id.
 */
@Path("me")
@Produces(MediaType.APPLICATION_JSON)
public class BareResource {
  private static final Answer ANSWER =
      new Answer(
          "5a0c1f0e-8c1d-4a55-9f6e-0a11ce000001",
          "alice",
          "Alice Chen",
          "alice@example.test",
          "2026-01-01T12:00:00Z",
          1800);

  /** The fields of {@code /api/auth/me}. */
  public record Answer(
      String subject,
      String username,
      String name,
      String email,
      String expiresAt,
      long idleTimeoutSeconds) {}

  /** The same for everybody. */
  @GET
  public Answer me() {
    return ANSWER;
  }
}
