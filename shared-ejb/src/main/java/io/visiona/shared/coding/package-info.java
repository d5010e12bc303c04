/** Content codings of other people's answers, and JSON. */
@NullMarked
package io.visiona.shared.coding;

import org.jspecify.annotations.NullMarked;
