package io.visiona.shared.container;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Looks at the bytes of one body as they arrive. For one thread at a time. */
public interface BodyJudge {
  /**
   * Looks at the bytes from the buffer's position to its limit, which it leaves as they are; false
   * as soon as something is wrong, and from then on.
   */
  boolean accepts(ByteBuffer bytes);

  /** Whether something was wrong; nothing more is to be read then. */
  boolean isBroken();

  /** Whether the body came to its end; what follows is not part of it. */
  boolean isOver();

  /** What a read fails with once the body is broken. */
  IOException wrong();
}
