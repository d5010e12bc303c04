package io.visiona.incontainer.api;

import jakarta.annotation.Resource;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Part of the deployed test archive: what the database looked like when the first request came. */
@WebListener
@SuppressWarnings("NullAway.Init") // the container fills the field
public class FirstRequest implements ServletRequestListener {
  private static final AtomicReference<@Nullable String> SEEN = new AtomicReference<>();

  @Resource(lookup = "jdbc/visiona")
  private DataSource database;

  /** The schema's version then, or what went wrong. */
  static @Nullable String schema() {
    return SEEN.get();
  }

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    if (SEEN.get() != null) {
      return;
    }
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT COUNT(*) FROM \"flyway_schema_history\" WHERE \"success\"")) {
      rows.next();
      SEEN.compareAndSet(null, rows.getInt(1) + " migrations");
    } catch (SQLException none) {
      SEEN.compareAndSet(null, none.toString());
    }
  }
}
