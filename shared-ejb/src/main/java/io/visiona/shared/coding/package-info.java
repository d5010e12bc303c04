/** Content codings of answers that come from other people's services. */
@NullMarked
package io.visiona.shared.coding;

import org.jspecify.annotations.NullMarked;
