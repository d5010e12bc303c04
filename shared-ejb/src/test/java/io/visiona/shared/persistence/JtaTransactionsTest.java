package io.visiona.shared.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Which failures are the database's. */
final class JtaTransactionsTest {
  @Test
  void exceptionsOfTheProvider_areTheDatabases_whenAnSqlExceptionIsBehindThem() {
    SQLException refused = new SQLException("Connection refused");
    assertThat(JtaTransactions.isOfTheDatabase(new RuntimeException("of EclipseLink", refused)))
        .isTrue();
    assertThat(
            JtaTransactions.isOfTheDatabase(
                new RuntimeException(new RuntimeException("of EclipseLink", refused))))
        .isTrue();
    assertThat(JtaTransactions.isOfTheDatabase(new IllegalStateException("of the work"))).isFalse();
  }
}
