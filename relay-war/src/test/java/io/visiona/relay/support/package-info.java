/** What tests share: transports in memory and peers that are real sessions. */
@NullMarked
package io.visiona.relay.support;

import org.jspecify.annotations.NullMarked;
