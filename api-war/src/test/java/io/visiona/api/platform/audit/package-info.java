/** Tests of the audit log. */
@NullMarked
package io.visiona.api.platform.audit;

import org.jspecify.annotations.NullMarked;
