/** Measurements of parts side by side, in one process and in turn. */
@NullMarked
package io.noisystudent.bench;

import org.jspecify.annotations.NullMarked;
