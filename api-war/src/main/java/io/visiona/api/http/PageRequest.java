package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What part of a list a client asks for.
 *
 * @param after where to go on
 * @param limit items on a page, 1 to {@link #LARGEST}
 */
public record PageRequest(Cursor after, int limit) {
  /** Most items on a page. */
  public static final int LARGEST = 100;

  /** Reads the query parameters {@code cursor} and {@code limit}; both may be missing. */
  public static PageRequest of(@Nullable String cursor, @Nullable String limit) {
    Cursor after = cursor == null || cursor.isEmpty() ? Cursor.START : Cursor.decode(cursor);
    if (limit == null || limit.isEmpty()) {
      return new PageRequest(after, LARGEST);
    }
    try {
      int asked = Integer.parseInt(limit);
      if (asked >= 1 && asked <= LARGEST) {
        return new PageRequest(after, asked);
      }
    } catch (NumberFormatException notANumber) {
      throw badLimit();
    }
    throw badLimit();
  }

  /** How many rows to read: one more than the page, to know whether another follows. */
  public int rows() {
    return limit + 1;
  }

  /** The page made of at most {@link #rows()} rows. */
  public <T> Page<T> page(List<T> rows, Function<T, Cursor> position) {
    if (rows.size() <= limit) {
      return new Page<>(rows, null);
    }
    List<T> items = rows.subList(0, limit);
    return new Page<>(items, position.apply(items.getLast()).encode());
  }

  private static ApiException badLimit() {
    return new ApiException(
        ErrorCode.BAD_REQUEST, "limit must be a whole number between 1 and " + LARGEST);
  }
}
