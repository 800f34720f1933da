/** Signs versions and keeps the signatures beside them. */
@NullMarked
package io.noisystudent.registry.signing;

import org.jspecify.annotations.NullMarked;
