package io.visiona.api.proxy;

import io.visiona.api.proxy.HeaderRule.Action;
import io.visiona.shared.exchange.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What becomes of header fields in one direction. Immutable. */
public final class HeaderTable {
  private final Action otherwise;
  private final boolean folded;
  private final List<HeaderRule> rules;
  private final Map<String, HeaderRule> exact = new HashMap<>();
  private final List<Map.Entry<String, HeaderRule>> beginnings = new ArrayList<>();

  private HeaderTable(Action otherwise, boolean folded, List<HeaderRule> rules) {
    this.otherwise = otherwise;
    this.folded = folded;
    this.rules = List.copyOf(rules);
    for (HeaderRule rule : rules) {
      if (rule.name().endsWith("*")) {
        beginnings.add(Map.entry(key(rule.name()), rule));
      } else {
        exact.put(key(rule.name()), rule);
      }
    }
  }

  /** Names as they are, but for case. */
  public static HeaderTable of(Action otherwise, HeaderRule... rules) {
    return new HeaderTable(otherwise, false, List.of(rules));
  }

  /**
   * Names compare by their letters and digits: many servers take {@code x_user.id} for {@code
   * X-User-Id}.
   */
  public static HeaderTable folded(Action otherwise, HeaderRule... rules) {
    return new HeaderTable(otherwise, true, List.of(rules));
  }

  private String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!folded) {
      return lower.endsWith("*") ? lower.substring(0, lower.length() - 1) : lower;
    }
    StringBuilder letters = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        letters.append(c);
      }
    }
    return letters.toString();
  }

  /** The row for a name. */
  public Optional<HeaderRule> rule(String name) {
    String key = key(name);
    HeaderRule found = exact.get(key);
    if (found == null) {
      for (Map.Entry<String, HeaderRule> beginning : beginnings) {
        if (key.startsWith(beginning.getKey())) {
          return Optional.of(beginning.getValue());
        }
      }
    }
    return Optional.ofNullable(found);
  }

  /** What becomes of a field of that name. */
  public Action action(String name) {
    return rule(name).map(HeaderRule::action).orElse(otherwise);
  }

  /** The fields that pass as they are, in their order. */
  public List<Field> passed(List<Field> fields) {
    List<Field> kept = new ArrayList<>(fields.size() + 8);
    for (Field field : fields) {
      if (action(field.name()) == Action.PASS) {
        kept.add(field);
      }
    }
    return kept;
  }

  /** All rows. */
  public List<HeaderRule> rules() {
    return rules;
  }
}
