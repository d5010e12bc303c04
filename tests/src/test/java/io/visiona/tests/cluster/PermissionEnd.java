package io.visiona.tests.cluster;

import io.visiona.launch.Person;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** How a person's permission to use an agent ends, and what is told elsewhere. */
enum PermissionEnd {
  SIGNED_OUT("ended_elsewhere"),
  ENDED_ELSEWHERE("ended_elsewhere"),
  PROXY_FORBIDDEN("proxy_not_allowed"),
  /** The relay ends the tunnel at once as well, so that the other server may not get to say so. */
  AGENT_REVOKED("agent_revoked"),
  OWNER_CHANGED("agent_revoked");

  private final String told;

  PermissionEnd(String told) {
    this.told = told;
  }

  /** The reason that whoever watches at another server is told. */
  String told() {
    return told;
  }

  /**
   * Ends it.
   *
   * @param owner of the agent, in a session of their own
   * @param again the same person in the session that has something open
   * @return the status of the request that did it
   */
  int end(Person owner, Person again, String agent, DataSource database) throws SQLException {
    String path = "/api/agents/" + agent;
    return switch (this) {
      case SIGNED_OUT -> again.post("/api/auth/logout", "").statusCode();
      case ENDED_ELSEWHERE -> owner.delete("/api/auth/sessions").statusCode();
      case PROXY_FORBIDDEN ->
          owner
              .send(
                  owner
                      .changing(path)
                      .method("PATCH", BodyPublishers.ofString("{\"allow_proxy\":false}"))
                      .build())
              .statusCode();
      case AGENT_REVOKED -> owner.delete(path).statusCode();
      case OWNER_CHANGED -> changeOwner(agent, database);
    };
  }

  /** Nobody can give an agent away yet, but for who writes into the database. */
  private static int changeOwner(String agent, DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement change =
            connection.prepareStatement("UPDATE agents SET owner = 'carol' WHERE id = ?")) {
      change.setObject(1, UUID.fromString(agent));
      return change.executeUpdate() == 1 ? 200 : 404;
    }
  }
}
