/**
 * The Member Center as token service. One mechanism ({@code TokenMechanism}) asks for service
 * tokens and for download tokens; the two clients of it differ by a {@code TokenPolicy} and nothing
 * else: how they authenticate, how long a token counts as fresh, whether they try again, how much
 * of an answer they read, and what they call a failure.
 */
@NullMarked
package io.visiona.shared.membercenter;

import org.jspecify.annotations.NullMarked;
