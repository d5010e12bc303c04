/** Measures the whole chain, from caller to agent and back, beside a peer chain written in Go. */
@NullMarked
package io.visiona.bench.chain;

import org.jspecify.annotations.NullMarked;
