package io.visiona.api.platform.audit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A resource method whose calls are put on record: who called it, from where, upon what, and what
 * came of it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Audited {
  /** What is done: the kind of thing, a dot, and a verb, as {@code agent.revoke}. */
  String value();

  /**
   * For what makes a thing: the component of the answer's record that is its id. Otherwise the
   * thing is what the path names.
   */
  String made() default "";
}
