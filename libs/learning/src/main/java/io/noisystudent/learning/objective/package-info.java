/** Targets and losses. */
@NullMarked
package io.noisystudent.learning.objective;

import org.jspecify.annotations.NullMarked;
