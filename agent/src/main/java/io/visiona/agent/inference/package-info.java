/** Inference sessions: frames to devices, results to whoever looks. */
@NullMarked
package io.visiona.agent.inference;

import org.jspecify.annotations.NullMarked;
