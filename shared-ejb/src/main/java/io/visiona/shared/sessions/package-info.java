/** The contract of the store of live tunnel sessions, and how the standing link names one. */
@NullMarked
package io.visiona.shared.sessions;

import org.jspecify.annotations.NullMarked;
