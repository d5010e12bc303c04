/** JSON by Parsson, with fields that may be null and requests that are checked. */
@NullMarked
package io.visiona.agent.json;

import org.jspecify.annotations.NullMarked;
